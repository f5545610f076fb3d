export { ApiKey } from './api-key.entity.ts';
export { Attempt } from './attempt.entity.ts';
export { Member } from './member.entity.ts';
export { linkKinds, type LinkKind, OneTimeLink } from './one-time-link.entity.ts';
export { Person } from './person.entity.ts';
export { ServiceAccount } from './service-account.entity.ts';
export { Session } from './session.entity.ts';
export type { Actor, OperatorActor, PersonActor, SignedInPerson } from './actor.ts';
export {
  type Action,
  actions,
  allows,
  type OperatorAction,
  operatorActions,
  permissions,
  type Role,
  roles,
} from './permissions.ts';
