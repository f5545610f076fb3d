import type { EcJwk, EditionInput, LevelValue, Words } from '#proof';
import { levelValues } from './levels.ts';
import type { LevelValues } from './level-values.ts';
import type { ProfileMaterial } from './profile-material.ts';

/** How long an edition stands: a year, and a month to bring out the next one. The format allows 400 days. */
export const VALIDITY_SECONDS = 396 * 86_400;

/** What is known of an edition before its content: its names, who stands behind it, which key will sign. */
interface EditionHead {
  readonly id: string;
  readonly issuer: string;
  readonly key: EditionInput['key'];
  readonly presentationKey: EcJwk;
  readonly status: NonNullable<EditionInput['status']>;
  readonly approval: { readonly name: string; readonly title: string; readonly at: number; readonly self: boolean };
}

/** A draft as `proof` takes it: every item of the catalogue at its four levels, answered or not, then the company's own. */
export function editionInput(head: EditionHead, material: ProfileMaterial): EditionInput {
  const { catalogue, answers, credentials, evidence, companyItems, latest, now } = material;
  const { id, edition, digest } = catalogue;
  return {
    issuer: head.issuer,
    id: `urn:uuid:${head.id}`,
    number: (latest?.number ?? 0) + 1,
    ...(latest ? { previous: latest.hash } : {}),
    issuedAt: now,
    validFrom: now,
    expiresAt: now + VALIDITY_SECONDS,
    presentationKey: head.presentationKey,
    status: head.status,
    catalogue: { id, edition, digest },
    key: head.key,
    approval: {
      name: wordsOf(head.approval.name),
      title: wordsOf(head.approval.title),
      at: head.approval.at,
      self: head.approval.self,
    },
    items: catalogue.items.map((item) => ({
      id: item.id,
      levels: fourLevels(levelValues(item, answers[item.id], credentials, evidence)),
    })),
    companyItems: companyItems.map((item) => ({
      id: item.id,
      title: titleOf(item.title),
      levels: fourLevels(levelValues({}, answers[item.id], credentials, evidence)),
    })),
  };
}

type FourLevels = readonly [LevelValue, LevelValue, LevelValue, LevelValue];

// Level values are plain data; their types are closed, which is stricter than the open objects that `proof` takes.
const fourLevels = ({ l1, l2, l3, l4 }: LevelValues): FourLevels => [l1, l2, l3, l4] as object as FourLevels;

/** A name or title in the language it is written in: people write theirs in one. */
const wordsOf = (text: string): Words => (/^[\p{ASCII}\p{Script=Latin}]*$/u.test(text) ? { en: text } : { ja: text });

const titleOf = ({ ja, en }: { readonly ja?: string | undefined; readonly en?: string | undefined }): Words => ({
  ...(ja === undefined ? {} : { ja }),
  ...(en === undefined ? {} : { en }),
});
