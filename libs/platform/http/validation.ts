import { StandardSchemaValidationPipe } from '@nestjs/common';
import type { z } from 'zod';
import { Refusal } from '#platform/errors';

interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
  readonly keys?: readonly string[];
}

const escape = (part: string) => part.replaceAll('~', '~0').replaceAll('/', '~1');

/** Checks every body, path and query against its contract; what fails is named, field by field. */
export const validationPipe = () => new StandardSchemaValidationPipe({ exceptionFactory: refused });

/**
 * The same, for a contract that depends on what is stored, as an answer's on its item.
 * @throws Refusal `invalid-input` naming each field
 */
export function parsed<T>(schema: z.ZodType<T>, value: unknown): T {
  const read = schema.safeParse(value);
  if (!read.success) throw refused(read.error.issues);
  return read.data;
}

function refused(issues: readonly Issue[]): Refusal {
  const errors = issues.slice(0, 20).flatMap((issue) => {
    const at = (issue.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part));
    const pointer = at.map((part) => `/${escape(part)}`).join('');
    // A field nobody knows is reported at its own place, not at its parent's.
    const unknown = issue.keys?.map((key) => ({ pointer: `${pointer}/${escape(key)}`, detail: 'unknown field' }));
    return unknown ?? [{ pointer, detail: issue.message }];
  });
  return new Refusal('invalid-input', 'Some of what was sent cannot be used. See errors.', { errors });
}
