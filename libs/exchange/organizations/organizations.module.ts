import { Module } from '@nestjs/common';
import { AccessModule } from '#exchange/access';
import { JobsModule } from '#exchange/jobs';
import { LedgerModule } from '#exchange/ledger';
import { NotificationsModule } from '#exchange/notifications';
import { Acceptances } from './acceptances.ts';
import { Assurance } from './assurance.ts';
import { Closing } from './closing.ts';
import { Directory } from './directory.ts';
import { Domains } from './domains.ts';
import { Invitations } from './invitations.ts';
import { OfferedSeats } from './offered-seats.ts';
import { OperatorList } from './operator-list.ts';
import { Organizations } from './organizations.service.ts';
import { Relations } from './relations.ts';
import { SignUps } from './sign-ups.ts';
import { TxtRecords } from './txt-records.ts';

const offered = [
  Acceptances,
  Assurance,
  Closing,
  Directory,
  Domains,
  Invitations,
  OperatorList,
  Organizations,
  Relations,
  SignUps,
];

/** Companies: who they are, how sure we are of it, who comes in, and which stands to which. */
@Module({
  imports: [AccessModule, JobsModule, LedgerModule, NotificationsModule],
  providers: [...offered, OfferedSeats, TxtRecords],
  exports: offered,
})
export class OrganizationsModule {}
