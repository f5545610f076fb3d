import type { INestApplicationContext } from '@nestjs/common';
import { Cuts } from '#exchange/disclosures';
import { AccessRequests, Grants } from '#exchange/grants';
import type { JobHandlers, JobName } from '#exchange/jobs';
import { Mails } from '#exchange/notifications';

/** Every job and the one method that does it. A job without a handler does not compile. */
export function handlers(app: INestApplicationContext) {
  const grants = app.get(Grants);
  const cuts = app.get(Cuts);
  const mails = app.get(Mails);
  const requests = app.get(AccessRequests);
  return {
    'mail.send': ({ mailId }) => mails.send(mailId),
    'grants.end-with-relation': ({ relationId }) => grants.endWithRelation(relationId),
    'requests.announce': ({ requestId }) => requests.announce(requestId),
    'evidence.collect': notInThisBuild('evidence.collect'),
    'editions.cut': ({ organizationId, editionId }) => cuts.cutForReaders(organizationId, editionId),
  } satisfies JobHandlers;
}

/** Throws, so that the job waits for a worker that can do it instead of being taken for done. */
function notInThisBuild(job: JobName) {
  return async () => {
    throw new Error(`This build cannot do "${job}" yet.`);
  };
}
