export { ApiKey } from './api-key.entity.ts';
export { Attempt } from './attempt.entity.ts';
export { Member } from './member.entity.ts';
export { linkKinds, type LinkKind, OneTimeLink } from './one-time-link.entity.ts';
export { Person } from './person.entity.ts';
export { ServiceAccount } from './service-account.entity.ts';
export { Session } from './session.entity.ts';
export { type Actor, can, type OperatorActor, type PersonActor, personOnly, type SignedInPerson } from './actor.ts';
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
export { AccessModule } from './access.module.ts';
export { CurrentActor, CurrentOperator, CurrentPerson } from './caller.ts';
export { Identities, type Identity } from './identities.ts';
export { cookieName, tokenOf } from './identity.strategy.ts';
export { MarkedRoutes, type Route } from './marked.ts';
export { May, MayInStatement, Open, Operator, type Rule, SignedIn } from './may.ts';
export { hashToken, kindOf, newToken, type TokenKind } from './tokens.ts';
