export { ApiKey } from './api-key.entity.ts';
export { Attempt } from './attempt.entity.ts';
export { Member } from './member.entity.ts';
export { linkKinds, type LinkKind, type LinkOffer, OneTimeLink } from './one-time-link.entity.ts';
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
  personal,
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
export { Attempts, type Try } from './attempts.ts';
export { type LimitName, limits } from './limits.ts';
export { networkOf } from './network.ts';
export { Links, type ValidLink } from './links.ts';
export { MailedLinks } from './mailed-links.ts';
export { Passwords } from './passwords.ts';
export { type KnownPerson, People } from './people.ts';
export { Seats } from './seats.ts';
export { Sessions } from './sessions.ts';
export { SignIn } from './sign-in.ts';
export { Welcome } from './welcome.ts';
export { Members, refuseBeyondReach } from './members.ts';
export { type NewOperator, Operators } from './operators.ts';
export { MembersController } from './members.controller.ts';
export { MySessionsController } from './my-sessions.controller.ts';
export { PasswordResetsController } from './password-resets.controller.ts';
export { ServiceAccountsController } from './service-accounts.controller.ts';
export { SessionController } from './session.controller.ts';
