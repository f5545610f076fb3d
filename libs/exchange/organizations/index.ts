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
