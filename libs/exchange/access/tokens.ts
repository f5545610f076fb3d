import { createHash, randomBytes } from 'node:crypto';

/** What a secret opens. The prefix tells one kind from another before any look-up; no kind opens what another does. */
const prefixes = { session: 'ws_', 'api-key': 'wk_', link: 'wl_' } as const;
type TokenKind = keyof typeof prefixes;

/** A new secret of 256 random bits, and the only thing of it that is kept. */
export function newToken(kind: TokenKind): { readonly token: string; readonly hash: Buffer } {
  const token = prefixes[kind] + randomBytes(32).toString('base64url');
  return { token, hash: hashToken(token) };
}

/** SHA-256 of a token: with 256 random bits inside, nothing slower is needed to keep it from being guessed. */
export const hashToken = (token: string): Buffer => createHash('sha256').update(token).digest();

/** The kind a token claims to be, or undefined when it has none of our forms. */
export function kindOf(token: string): TokenKind | undefined {
  if (!/^w[skl]_[A-Za-z0-9_-]{43}$/.test(token)) return undefined;
  return token.startsWith('ws_') ? 'session' : token.startsWith('wk_') ? 'api-key' : 'link';
}
