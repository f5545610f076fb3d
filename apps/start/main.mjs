import { requireNode } from './node-version.mjs';

// Before anything else is even parsed; hence the imports below are dynamic.
requireNode();
const { fileURLToPath } = await import('node:url');
const { start } = await import('./start.mjs');
const { onEnd } = await import('./signals.mjs');
const { complain } = await import('./say.mjs');

const stop = new AbortController();
const hurry = new AbortController();
let askedAt;
onEnd(end);

/**
 * The first signal asks for an orderly end; a person who presses Ctrl-C again does not want to wait for open requests.
 * One Ctrl-C arrives twice under npm, from the terminal and passed on, so an echo is not taken for impatience.
 */
function end(name) {
  if (!askedAt) askedAt = Date.now();
  stop.abort();
  if (name === 'SIGINT' && Date.now() - askedAt > 500) hurry.abort();
}

try {
  await start({ root: fileURLToPath(new URL('../..', import.meta.url)), signal: stop.signal, hurry: hurry.signal });
  process.exit(0);
} catch (error) {
  complain(error);
  process.exit(1);
}
