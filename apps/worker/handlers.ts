import type { INestApplicationContext } from '@nestjs/common';
import { Cuts } from '#exchange/disclosures';
import { EvidenceFiles } from '#exchange/evidence';
import { Grants } from '#exchange/grants';
import type { JobHandlers, JobName } from '#exchange/jobs';

/** Every job and the one method that does it. A job without a handler does not compile. */
export function handlers(app: INestApplicationContext) {
  const evidence = app.get(EvidenceFiles);
  const grants = app.get(Grants);
  const cuts = app.get(Cuts);
  return {
    'mail.send': notInThisBuild('mail.send'),
    'grants.end-with-relation': ({ relationId }) => grants.endWithRelation(relationId),
    'requests.announce': notInThisBuild('requests.announce'),
    'editions.cut': ({ organizationId, editionId }) => cuts.cutForReaders(organizationId, editionId),
    'evidence.collect': ({ evidenceId }) => evidence.collect(evidenceId),
  } satisfies JobHandlers;
}

/** Throws, so that the job waits for a worker that can do it instead of being taken for done. */
function notInThisBuild(job: JobName) {
  return async () => {
    throw new Error(`This build cannot do "${job}" yet.`);
  };
}
