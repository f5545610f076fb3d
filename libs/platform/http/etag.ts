import { Refusal } from '#platform/errors';

/** A strong ETag over a row's version. */
export const etag = (version: number): string => `"${version}"`;

/**
 * The version an editor says they started from; `0` for `If-None-Match: *` means "there was nothing yet".
 * @throws Refusal `precondition-required` when neither header came, `invalid-input` when it is not one of ours
 */
export function ifMatch(headers: { readonly 'if-match'?: string; readonly 'if-none-match'?: string }): number {
  if (headers['if-none-match'] === '*') return 0;
  const sent = headers['if-match'];
  if (sent === undefined) {
    throw new Refusal(
      'precondition-required',
      'Send If-Match with the ETag you read, or If-None-Match: * for a first save.',
    );
  }
  const version = /^"(\d{1,9})"$/.exec(sent)?.[1];
  if (version === undefined) {
    throw new Refusal('invalid-input', 'If-Match must be an ETag we gave out.', {
      errors: [{ pointer: 'if-match', detail: 'not an ETag of ours' }],
    });
  }
  return Number(version);
}
