import type { INestApplicationContext } from '@nestjs/common';
import { Cuts } from '#exchange/disclosures';
import { EvidenceFiles } from '#exchange/evidence';
import { AccessRequests, Grants } from '#exchange/grants';
import type { JobHandlers } from '#exchange/jobs';
import { Mails } from '#exchange/notifications';

/** Every job and the one method that does it. A job without a handler does not compile. */
export function handlers(app: INestApplicationContext) {
  const cuts = app.get(Cuts);
  const evidence = app.get(EvidenceFiles);
  const grants = app.get(Grants);
  const mails = app.get(Mails);
  const requests = app.get(AccessRequests);
  return {
    'mail.send': ({ mailId }) => mails.send(mailId),
    'grants.end-with-relation': ({ relationId }) => grants.endWithRelation(relationId),
    'requests.announce': ({ requestId }) => requests.announce(requestId),
    'evidence.collect': ({ evidenceId }) => evidence.collect(evidenceId),
    'editions.cut': ({ organizationId, editionId }) => cuts.cutForReaders(organizationId, editionId),
  } satisfies JobHandlers;
}
