import type { Answer, CompanyItem, IsoDate } from '#contracts/answer';
import { coreCatalogue } from '#exchange/catalogues';
import type { Credential } from '#exchange/credentials';
import type { Tx } from '#platform/database';
import type { EvidenceDescriptor } from './level-values.ts';
import type { ProfileState } from './profile-state.ts';

/** Everything a draft consists of, with the two facts of the same moment that publishing needs. */
export interface ProfileMaterial extends ProfileState {
  readonly companyItems: readonly CompanyItem[];
  /** Seconds since 1970 by the clock that decides rights. */
  readonly now: number;
  /** The latest edition; its hash is base64url. */
  readonly latest: {
    readonly number: number;
    readonly hash: string;
    readonly revision: number;
    readonly publishedAt: string;
    readonly withdrawn: boolean;
  } | null;
}

interface Row {
  readonly today: IsoDate;
  readonly now: number;
  readonly answers: Readonly<Record<string, Answer>>;
  readonly company_items: readonly CompanyItem[];
  readonly credentials: readonly Credential[];
  readonly evidence: readonly EvidenceDescriptor[];
  readonly latest: ProfileMaterial['latest'];
}

/** A company's whole draft in one statement: publishing, submitting and every check look at the same moment. */
export async function profileMaterial(tx: Tx, organizationId: string): Promise<ProfileMaterial> {
  const [row]: Row[] = await tx.query(material, [organizationId]);
  if (!row) throw new Error(`There is no organization ${organizationId}.`);
  const { company_items: companyItems, ...rest } = row;
  return { ...rest, companyItems, catalogue: coreCatalogue() };
}

/** Only evidence that an answer refers to: a company may keep hundreds of files. */
const material = `
  select (app_now() at time zone o.time_zone)::date::text as today,
         floor(extract(epoch from app_now()))::float8 as now,
         (select coalesce(json_object_agg(d.item_id, d.answer), '{}') from draft_answers d
           where d.organization_id = o.id) as answers,
         (select coalesce(json_agg(json_strip_nulls(json_build_object('id', i.item_id, 'title', i.title, 'question', i.question))
                  order by i.item_id), '[]')
            from company_items i where i.organization_id = o.id and i.removed_at is null) as company_items,
         (select coalesce(json_agg(json_strip_nulls(json_build_object(
                  'id', c.id, 'scheme', c.scheme, 'edition', c.edition, 'scope', c.scope, 'number', c.number,
                  'issuer', c.issuer, 'verifyUrl', c.verify_url, 'applied', c.applied, 'issued', c.issued,
                  'validUntil', c.valid_until, 'suspended', c.suspended, 'withdrawn', c.withdrawn,
                  'period', case when c.period_from is null then null
                            else json_build_object('from', c.period_from, 'to', c.period_to) end)) order by c.id), '[]')
            from credentials c where c.organization_id = o.id) as credentials,
         (select coalesce(json_agg(json_strip_nulls(json_build_object(
                  'id', e.id, 'sha256', rtrim(translate(encode(e.sha256, 'base64'), '+/', '-_'), '='), 'length', e.length,
                  'mediaType', e.media_type, 'title', e.title, 'kind', e.kind, 'issued', e.issued, 'expires', e.expires))
                  order by e.id), '[]')
            from evidence e where e.organization_id = o.id and e.removed_at is null
             and e.id in (select jsonb_array_elements_text(d.answer -> 'evidence')::uuid from draft_answers d
                           where d.organization_id = o.id)) as evidence,
         (select json_build_object('number', l.number, 'revision', l.revision,
                  'hash', rtrim(translate(encode(l.hash, 'base64'), '+/', '-_'), '='),
                  'publishedAt', l.published_at,
                  'withdrawn', exists (select from edition_withdrawals w where w.edition_id = l.id))
            from editions l where l.organization_id = o.id order by l.number desc limit 1) as latest
    from organizations o where o.id = $1`;
