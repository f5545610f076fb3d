/**
 * Anything that keeps sealed bytes shut: wrong key, wrong context, flipped byte, cut-off end, unknown version.
 *
 * The words are always the same and there is no cause attached, so that neither an answer nor a log tells somebody
 * who tries which part of a forgery was already right.
 */
export class VaultError extends Error {
  override readonly name = 'VaultError';

  constructor() {
    super('Sealed bytes could not be opened');
  }
}
