import { requireNode } from './node-version.mjs';

// `npm run warifu -- COMMAND`: the operator's commands, with Postgres started for as long as one runs if need be.
requireNode();
const { fileURLToPath } = await import('node:url');
const { runCommand } = await import('./command.mjs');
const { onEnd } = await import('./signals.mjs');
const { complain, sayOnStderr } = await import('./say.mjs');

// Ctrl-C reaches the command itself, in the same process group; we only stay to clean up after it.
const stop = new AbortController();
onEnd((name) => name !== 'SIGINT' && stop.abort());

sayOnStderr();
try {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  process.exit(await runCommand({ root, args: process.argv.slice(2), signal: stop.signal }));
} catch (error) {
  complain(error);
  process.exit(1);
}
