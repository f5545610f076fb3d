import { Module } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { PassportModule } from '@nestjs/passport';
import { LedgerModule } from '#exchange/ledger';
import { NotificationsModule } from '#exchange/notifications';
import { AccessGuard } from './access.guard.ts';
import { ApiKeys } from './api-keys.ts';
import { Attempts } from './attempts.ts';
import { Departures } from './departures.ts';
import { Identities } from './identities.ts';
import { IdentityStrategy } from './identity.strategy.ts';
import { Links } from './links.ts';
import { MailedLinks } from './mailed-links.ts';
import { MarkedRoutes } from './marked.ts';
import { Members } from './members.ts';
import { Operators } from './operators.ts';
import { PasswordResets } from './password-resets.ts';
import { Passwords } from './passwords.ts';
import { People } from './people.ts';
import { Seats } from './seats.ts';
import { ServiceAccounts } from './service-accounts.ts';
import { Sessions } from './sessions.ts';
import { SignIn } from './sign-in.ts';
import { Welcome } from './welcome.ts';

/** What other folders may use. */
const offered = [
  ApiKeys,
  Attempts,
  Departures,
  Identities,
  Links,
  MailedLinks,
  MarkedRoutes,
  Members,
  Operators,
  PasswordResets,
  People,
  Seats,
  ServiceAccounts,
  Sessions,
  SignIn,
  Welcome,
];

/** Who is asking, and what each role may do: people, sign-in, seats, keys. */
@Module({
  imports: [PassportModule, DiscoveryModule, LedgerModule, NotificationsModule],
  providers: [...offered, Passwords, IdentityStrategy, { provide: APP_GUARD, useClass: AccessGuard }],
  exports: offered,
})
export class AccessModule {}
