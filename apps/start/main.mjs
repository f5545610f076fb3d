import { requireNode } from './node-version.mjs';

// Before anything else is even parsed; hence the imports below are dynamic.
requireNode();
const { fileURLToPath } = await import('node:url');
const { start } = await import('./start.mjs');
const { complain } = await import('./say.mjs');

const stop = new AbortController();
const hurry = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  // The first asks for an orderly end; whoever asks again does not want to wait for open requests.
  process.on(name, () => (stop.signal.aborted ? hurry : stop).abort());
}

try {
  await start({ root: fileURLToPath(new URL('../..', import.meta.url)), signal: stop.signal, hurry: hurry.signal });
  process.exit(0);
} catch (error) {
  complain(error);
  process.exit(1);
}
