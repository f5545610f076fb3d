/**
 * Every expected "no" this product says, as a closed list. Clients branch on the code; the words may change.
 * The HTTP status of each stands in `platform/errors/problem.filter.ts` and nowhere else.
 */
export const problemCodes = [
  'invalid-input',
  'malformed-body',
  'too-large',
  'unsupported-media-type',
  'not-acceptable',
  'unauthenticated',
  'wrong-sign-in',
  'forbidden',
  'foreign-origin',
  'not-found',
  'method-not-allowed',
  'conflict',
  'already-done',
  'changed-meanwhile',
  'precondition-required',
  'terms-not-accepted',
  'not-publishable',
  'key-reused',
  'too-many-requests',
  'link-not-valid',
  'file-refused',
  'not-deliverable',
  'limit-reached',
  'try-again',
  'internal',
] as const;

export type ProblemCode = (typeof problemCodes)[number];

/** One thing wrong with one field: `pointer` is a JSON pointer into the body, or the name of a parameter. */
export interface FieldProblem {
  readonly pointer: string;
  readonly detail: string;
}

/** The body of every error answer (RFC 9457, `application/problem+json`). */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ProblemCode;
  readonly detail: string;
  readonly errors?: readonly FieldProblem[];
  readonly requestId?: string;
  /** Only with some codes: what changed meanwhile, where to accept the terms, … Never a fact of another company. */
  readonly more?: Readonly<Record<string, unknown>>;
}
