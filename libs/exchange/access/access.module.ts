import { Module } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { PassportModule } from '@nestjs/passport';
import { AccessGuard } from './access.guard.ts';
import { Identities } from './identities.ts';
import { IdentityStrategy } from './identity.strategy.ts';
import { MarkedRoutes } from './marked.ts';

/** Who is asking, and what each role may do. */
@Module({
  imports: [PassportModule, DiscoveryModule],
  providers: [Identities, IdentityStrategy, MarkedRoutes, { provide: APP_GUARD, useClass: AccessGuard }],
  exports: [Identities, MarkedRoutes],
})
export class AccessModule {}
