import { StandardSchemaValidationPipe } from '@nestjs/common';
import { Refusal } from '#platform/errors';

interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
  readonly keys?: readonly string[];
}

const escape = (part: string) => part.replaceAll('~', '~0').replaceAll('/', '~1');

/** Checks every body, path and query against its contract; what fails is named, field by field. */
export const validationPipe = () =>
  new StandardSchemaValidationPipe({
    exceptionFactory: (issues: readonly Issue[]) => {
      const errors = issues.slice(0, 20).flatMap((issue) => {
        const at = (issue.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part));
        const pointer = at.map((part) => `/${escape(part)}`).join('');
        // A field nobody knows is reported at its own place, not at its parent's.
        const unknown = issue.keys?.map((key) => ({ pointer: `${pointer}/${escape(key)}`, detail: 'unknown field' }));
        return unknown ?? [{ pointer, detail: issue.message }];
      });
      return new Refusal('invalid-input', 'Some of what was sent cannot be used. See errors.', { errors });
    },
  });
