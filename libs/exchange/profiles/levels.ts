import type { Answer, FactValue } from '#contracts/answer';
import { schemeOf, type Credential } from '#exchange/credentials';
import type {
  EvidenceDescriptor,
  Level2,
  Level3,
  Level4,
  LevelledItem,
  LevelValues,
  SignedCredential,
  SignedFact,
  SignedFacts,
} from './level-values.ts';

const NOT_STATED = { notStated: true } as const;
const NOT_DISCLOSED = { notDisclosed: true } as const;

/**
 * The four level values of one item, cut once when an edition is prepared; the same four for every item, answered or
 * not. Credentials and evidence are looked up by id; an id that is not among them is a fault of the caller
 * (`completeness` finds it before) and throws.
 */
export function levelValues(
  item: LevelledItem,
  answer: Answer | undefined,
  credentials: readonly Credential[],
  evidence: readonly EvidenceDescriptor[],
): LevelValues {
  if (!answer) return { l1: NOT_STATED, l2: NOT_STATED, l3: NOT_STATED, l4: NOT_STATED };
  const kept = new Set(answer.notDisclosed);
  const referred = credentialIds(item, answer).map((id) => byId(credentials, id));
  return {
    l1: kept.has('public')
      ? NOT_DISCLOSED
      : present({ state: answer.state, asOf: answer.asOf, text: answer.texts.public }),
    l2: kept.has('summary') ? NOT_DISCLOSED : summary(answer, referred),
    l3: kept.has('detail') ? NOT_DISCLOSED : orNotStated(detail(item, answer)),
    l4: kept.has('evidence') ? NOT_DISCLOSED : orNotStated(proof(item, answer, referred, evidence)),
  };
}

/** Ids of the credentials an answer refers to, in its list or in a fact, each once. */
export function credentialIds({ facts = [] }: LevelledItem, answer: Answer): string[] {
  const inFacts = facts
    .filter(({ type }) => type === 'credentialList')
    .flatMap(({ key }) => (answer.facts[key] as string[] | undefined) ?? []);
  return [...new Set([...answer.credentials, ...inFacts])];
}

const summary = (answer: Answer, referred: readonly Credential[]): Level2 =>
  present({
    assurance: answer.assurance,
    scope: answer.scope,
    credentials: filled(
      referred.filter((each) => schemeOf(each.scheme).shownFrom !== 'evidence').map(signedCredential),
    ),
    text: answer.texts.summary,
  });

const detail = (item: LevelledItem, answer: Answer): Level3 =>
  present({
    exceptions: answer.exceptions,
    explanation: answer.explanation,
    targetDate: answer.targetDate,
    facts: factsOf(item, answer, false),
    text: answer.texts.detail,
  });

const proof = (
  item: LevelledItem,
  answer: Answer,
  referred: readonly Credential[],
  evidence: readonly EvidenceDescriptor[],
): Level4 =>
  present({
    evidence: filled(answer.evidence.map((id) => descriptorOf(byId(evidence, id)))),
    credentials: filled(
      referred.filter((each) => schemeOf(each.scheme).shownFrom === 'evidence').map(signedCredential),
    ),
    facts: factsOf(item, answer, true),
  });

/** In the catalogue's order, so that the same answer always gives the same bytes. */
function factsOf({ facts = [] }: LevelledItem, answer: Answer, sensitive: boolean): SignedFacts | undefined {
  const chosen = facts
    .filter((rule) => (rule.sensitive ?? false) === sensitive)
    .flatMap(({ key }) => {
      const value = answer.facts[key];
      return value === undefined ? [] : [[key, signedFact(value)] as const];
    });
  return chosen.length > 0 ? Object.fromEntries(chosen) : undefined;
}

function signedFact(value: FactValue): SignedFact {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value + 0 : decimalOf(value);
  return typeof value === 'object' && !Array.isArray(value) ? present(value) : value;
}

/** A number with up to six decimals, never with an exponent: 0.5, 97.25. */
const decimalOf = (value: number) => value.toFixed(6).replace(/\.?0+$/, '');

function signedCredential(credential: Credential): SignedCredential {
  const { name, kind } = schemeOf(credential.scheme);
  return present({
    id: credential.id,
    scheme: credential.scheme,
    name,
    kind,
    edition: credential.edition,
    scope: credential.scope,
    number: credential.number,
    issuer: credential.issuer,
    verifyUrl: credential.verifyUrl,
    applied: credential.applied,
    issued: credential.issued,
    validUntil: credential.validUntil,
    period: credential.period,
    suspended: credential.suspended,
    withdrawn: credential.withdrawn,
  });
}

const descriptorOf = ({ id, sha256, length, mediaType, title, kind, issued, expires }: EvidenceDescriptor) =>
  present({ id, sha256, length, mediaType, title, kind, issued, expires });

function byId<T extends { readonly id: string }>(all: readonly T[], id: string): T {
  const found = all.find((each) => each.id === id);
  if (!found) throw new Error(`The answer refers to ${id}, which was not given.`);
  return found;
}

const orNotStated = <T extends object>(value: T): T | typeof NOT_STATED =>
  Object.keys(value).length > 0 ? value : NOT_STATED;
const filled = <T>(list: readonly T[]) => (list.length > 0 ? list : undefined);

type Present<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** The members that have a value, at every depth: a signed object never holds an empty one. */
function present<T extends object>(value: T): Present<T> {
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(
    members.map(([name, member]) => [name, isPlain(member) ? present(member) : member]),
  ) as Present<T>;
}

const isPlain = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
