import { type Before, type CompanyFile, type StatedAnswer, statedAnswer } from './company-file.ts';

/** What a company stated at one time, by item; an item nobody had answered is absent. */
export type Statements = Readonly<Record<string, StatedAnswer>>;

/** One state of a company's profile. `published` is in days from now; a draft is not published and has no number. */
export interface DemoEdition {
  readonly number: number | null;
  readonly published: number | null;
  readonly statements: Statements;
}

/** Every edition of a company, oldest first; the last one is what it states today. */
export function editionsOf({ answers, earlier, publishedLatest }: CompanyFile): DemoEdition[] {
  const latest: DemoEdition = {
    number: publishedLatest === undefined ? null : earlier.length + 1,
    published: publishedLatest ?? null,
    statements: answers,
  };
  const editions = [latest];
  for (const { edition, published, before } of earlier) {
    const newer = editions[0]?.statements ?? {};
    editions.unshift({ number: edition, published, statements: overlaid(newer, before) });
  }
  return editions;
}

/** The state before, from the state after and what differed. */
function overlaid(newer: Statements, before: Readonly<Record<string, Before | null>>): Statements {
  const older: Record<string, StatedAnswer> = { ...newer };
  for (const [item, change] of Object.entries(before)) {
    if (change === null) delete older[item];
    else older[item] = overlay(newer[item], change);
  }
  return older;
}

/** Facts merge by key and texts by level; every other field is replaced whole. `null` takes away. */
const overlay = (newer: StatedAnswer | undefined, { facts, texts, ...rest }: Before): StatedAnswer =>
  statedAnswer.parse({
    ...present({ ...newer, ...rest }),
    facts: present({ ...newer?.facts, ...facts }),
    texts: present({ ...newer?.texts, ...texts }),
  });

const present = (members: object) => Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null));
