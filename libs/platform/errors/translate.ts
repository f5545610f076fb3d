import { HttpException } from '@nestjs/common';
import type { ProblemCode } from '#contracts/problems';
import { Refusal, tryAgain } from './refusal.ts';

const codeOfStatus: Partial<Record<number, ProblemCode>> = {
  400: 'malformed-body',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not-found',
  405: 'method-not-allowed',
  406: 'not-acceptable',
  413: 'too-large',
  415: 'unsupported-media-type',
  429: 'too-many-requests',
};

// Postgres could not be reached, is starting, has no connection left, or gave up waiting: worth a retry, not a bug.
const temporary = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  '57P01',
  '57P03',
  '53300',
  '55P03',
  '57014',
  '40001',
  '40P01',
]);

/** What was thrown, as a refusal. A stranger becomes `internal`, which carries no words of its own. */
export function asRefusal(thrown: unknown): Refusal {
  if (thrown instanceof Refusal) return thrown;
  if (thrown instanceof HttpException) {
    const code = codeOfStatus[thrown.getStatus()];
    if (code) return new Refusal(code, wordsFor(code));
  }
  const code = errorCode(thrown);
  if (code && temporary.has(code)) return tryAgain(thrown);
  if (isPoolTimeout(thrown)) return tryAgain(thrown);
  const status = (thrown as { statusCode?: unknown } | null)?.statusCode;
  const fromFastify = typeof status === 'number' ? codeOfStatus[status] : undefined;
  if (fromFastify) return new Refusal(fromFastify, wordsFor(fromFastify));
  return new Refusal('internal', 'Something went wrong on our side. It has been noted.', { cause: thrown });
}

function errorCode(thrown: unknown): string | undefined {
  const error = thrown as { code?: unknown; driverError?: { code?: unknown } } | null;
  const code = error?.driverError?.code ?? error?.code;
  return typeof code === 'string' ? code : undefined;
}

const isPoolTimeout = (thrown: unknown) =>
  thrown instanceof Error && /timeout exceeded when trying to connect|Connection terminated/.test(thrown.message);

function wordsFor(code: ProblemCode): string {
  const words: Partial<Record<ProblemCode, string>> = {
    'malformed-body': 'The request could not be read.',
    'not-found': 'Not found.',
    'method-not-allowed': 'This method is not offered here.',
    'too-large': 'The request is too large.',
    'unsupported-media-type': 'Send JSON (application/json).',
    'too-many-requests': 'Too many requests. Wait a little, then try again.',
  };
  return words[code] ?? 'The request was refused.';
}
