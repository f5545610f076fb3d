export { OrganizationDomain } from './domain.entity.ts';
export { identifierSchemes, type IdentifierScheme, OrganizationIdentifier } from './identifier.entity.ts';
export {
  identityAssurances,
  type IdentityAssurance,
  type OrganizationNames,
  Organization,
} from './organization.entity.ts';
export { relationKinds, type RelationKind, Relation } from './relation.entity.ts';
export { Voucher } from './voucher.entity.ts';
export { faultOf, normalIdentifier } from './identifiers.ts';
export { Acceptances } from './acceptances.ts';
export { Assurance } from './assurance.ts';
export { type CardRow, cardColumns, cardJoin, viewCard } from './cards.ts';
export { Closing } from './closing.ts';
export { Directory } from './directory.ts';
export { DirectoryController } from './directory.controller.ts';
export { Domains } from './domains.ts';
export { DomainsController } from './domains.controller.ts';
export { Invitations } from './invitations.ts';
export { InvitationsController } from './invitations.controller.ts';
export { OperatorController } from './operator.controller.ts';
export { OrganizationController } from './organization.controller.ts';
export { OrganizationsModule } from './organizations.module.ts';
export { Organizations } from './organizations.service.ts';
export { Relations } from './relations.ts';
export { RelationsController } from './relations.controller.ts';
export { SignUps } from './sign-ups.ts';
export { SignUpsController } from './sign-ups.controller.ts';
