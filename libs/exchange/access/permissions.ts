import { type Role, role } from '#contracts/member';

export type { Role };
export const roles: readonly Role[] = role.options;

const everyone = roles;
const managers = ['owner', 'administrator'] as const;
const writers = ['owner', 'administrator', 'editor'] as const;
const sharers = ['owner', 'administrator', 'approver'] as const;
const askers = ['owner', 'administrator', 'requester'] as const;

/**
 * Who may do what at all, as one table. Whether they may touch *this* one is answered where the thing is loaded.
 * The matrix is a snapshot test, so a change of policy shows up in review as a table.
 */
export const permissions = {
  'organization.read': everyone,
  'organization.edit': managers,
  'organization.close': ['owner'],
  'organizations.find': everyone,
  'organizations.vouch': askers,
  'domains.manage': managers,
  'relations.read': everyone,
  'relations.manage': askers,
  'members.read': everyone,
  'members.manage': managers,
  'invitations.manage': managers,
  'service-accounts.manage': managers,
  'catalogues.read': everyone,
  'catalogues.import': writers,
  'profile.read': everyone,
  'profile.edit': writers,
  'profile.submit': writers,
  'profile.approve': ['approver'],
  'editions.read': everyone,
  'editions.publish': ['approver'],
  'editions.withdraw': ['approver'],
  'keys.read': everyone,
  'keys.manage': ['owner', 'administrator', 'approver'],
  'keys.replace': ['owner', 'approver'],
  'credentials.read': everyone,
  'credentials.edit': writers,
  'evidence.read': ['owner', 'administrator', 'editor', 'approver'],
  'evidence.edit': writers,
  'terms.read': everyone,
  'terms.edit': sharers,
  'grants.read': everyone,
  'grants.issue': sharers,
  'grants.preview': sharers,
  'grants.revoke': sharers,
  'requests.read': everyone,
  'requests.send': askers,
  'requests.decide': sharers,
  'access-records.read': ['owner', 'administrator', 'editor', 'approver', 'requester'],
  'disclosures.read': ['owner', 'administrator', 'requester', 'viewer'],
  'terms.accept': askers,
} as const satisfies Record<string, readonly Role[]>;

export type Action = keyof typeof permissions;
export const actions = Object.keys(permissions) as Action[];

/** What only a person can mean: a program gets none of these as a scope. */
export const personal = [
  'organization.close',
  'organizations.vouch',
  'members.manage',
  'invitations.manage',
  'service-accounts.manage',
  'profile.approve',
  'terms.accept',
] as const satisfies readonly Action[];

/** Actions of the people who run the exchange; no company role reaches them. */
export const operatorActions = [
  'operator.organizations.assure',
  'operator.organizations.close',
  'operator.organizations.read',
] as const;
export type OperatorAction = (typeof operatorActions)[number];

/** True when one of these roles may do this. An unknown action is a type error, not a false. */
export const allows = (action: Action, held: readonly Role[]): boolean =>
  (permissions[action] as readonly Role[]).some((role) => held.includes(role));
