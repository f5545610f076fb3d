import type { FieldProblem, ProblemCode } from '#contracts/problems';

interface Particulars {
  readonly errors?: readonly FieldProblem[];
  readonly more?: Readonly<Record<string, unknown>>;
  /** Seconds; becomes the Retry-After header. */
  readonly retryAfter?: number;
  readonly cause?: unknown;
}

/** An expected "no". Everything else that is thrown is a bug and answers 500 without a detail. */
export class Refusal extends Error {
  constructor(
    readonly code: ProblemCode,
    words: string,
    readonly particulars: Particulars = {},
  ) {
    super(words, { cause: particulars.cause });
  }
}

/** Missing, foreign, lapsed and revoked all say this, with the same words: the noun is what was asked for. */
export const notFound = (noun: string) => new Refusal('not-found', `${noun} not found.`);

export const unauthenticated = () => new Refusal('unauthenticated', 'Sign in first, or send a valid API key.');

/** Only for the caller's own company's things: their role is too low. */
export const forbidden = (why = 'Your role does not allow this.') => new Refusal('forbidden', why);

/** Bad input that a schema cannot see; `pointer` names the field. */
export const invalid = (pointer: string, detail: string) =>
  new Refusal('invalid-input', detail, { errors: [{ pointer, detail }] });

export const conflict = (words: string) => new Refusal('conflict', words);

/** The one conditional UPDATE found nothing left to do. */
export const alreadyDone = (words: string) => new Refusal('already-done', words);

/** Somebody saved first. `current` is what is stored now, so that the caller can show both and lose neither. */
export const changedMeanwhile = (current: Readonly<Record<string, unknown>>) =>
  new Refusal('changed-meanwhile', 'Somebody else saved a change meanwhile. Compare, then save again.', {
    more: current,
  });

/** Used, expired, of another kind, or never issued: one answer for all. */
export const linkNotValid = () => new Refusal('link-not-valid', 'This link is not valid any more. Ask for a new one.');

export const tooManyRequests = (seconds: number) =>
  new Refusal('too-many-requests', 'Too many attempts. Wait a little, then try again.', { retryAfter: seconds });

/** Something we depend on is not answering; nothing was served or changed. */
export const tryAgain = (cause?: unknown) =>
  new Refusal('try-again', 'This cannot be done right now. Nothing was changed. Try again in a moment.', {
    retryAfter: 2,
    cause,
  });
