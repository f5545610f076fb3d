import { Module } from '@nestjs/common';
import { JobsModule } from '#exchange/jobs';
import { LedgerModule } from '#exchange/ledger';
import { NotificationsModule } from '#exchange/notifications';
import { TermsModule } from '#exchange/terms';
import { AccessRequests } from './access-requests.service.ts';
import { GrantLists } from './grant-lists.ts';
import { Grants } from './grants.service.ts';
import { Scopes } from './scopes.ts';

/** Who may see which items, at which level, from when until when. */
@Module({
  imports: [LedgerModule, JobsModule, NotificationsModule, TermsModule],
  providers: [Scopes, Grants, GrantLists, AccessRequests],
  exports: [Grants, GrantLists, AccessRequests],
})
export class GrantsModule {}
