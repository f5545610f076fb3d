import type { Actor } from '#exchange/access';
import type { Tx } from '#platform/database';
import { Refusal } from '#platform/errors';

const MB = 1024 * 1024;

/** How much may be kept. Removed files count until their bytes are destroyed. */
export const quotas = {
  /** Of one company, altogether. */
  company: { files: 2_000, bytes: 10_240 * MB },
  /** By one person or program, within 24 hours. */
  day: { files: 300, bytes: 2_048 * MB },
} as const;

/**
 * Whether one more file of `length` bytes fits. Ask once more in the transaction that enters the file: uploads of a
 * company wait for each other there, so that two cannot both be the last that fits.
 * @throws Refusal `limit-reached` saying which limit
 */
export async function mustFit(tx: Tx, { organizationId, memberId, serviceAccountId }: Actor, length: number) {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('evidence ' || $1, 0))`, [organizationId]);
  const [kept] = await tx.query(
    `select count(*)::int as files, coalesce(sum(length), 0)::float8 as bytes,
            count(*) filter (where today)::int as day_files,
            coalesce(sum(length) filter (where today), 0)::float8 as day_bytes
       from (select length, uploaded_by = $2 and uploaded_at > now() - interval '24 hours' as today
               from evidence where organization_id = $1) e`,
    [organizationId, memberId ?? serviceAccountId],
  );
  const { company, day } = quotas;
  if (kept.files >= company.files) throw reached('company-files', `Your company keeps ${company.files} files already.`);
  if (kept.bytes + length > company.bytes) throw reached('company-bytes', 'Your company has no room left (10 GB).');
  if (kept.day_files >= day.files) throw reached('day-files', `You have sent ${day.files} files within 24 hours.`);
  if (kept.day_bytes + length > day.bytes) throw reached('day-bytes', 'You have sent 2 GB within 24 hours.');
}

const reached = (limit: string, words: string) => new Refusal('limit-reached', words, { more: { limit } });
