import { migrate, prepare, preparePrograms } from './prepare.mjs';
import { runStep } from './run-step.mjs';
import { readSettings } from './settings.mjs';

const WITHOUT_DATABASE = new Set([undefined, 'help', 'questions']);
const HELP = new Set(['--help', '-h', '--version', '-V']);

/**
 * Runs one `warifu` command against the same home and database as `npm start`, running or not.
 * @returns {Promise<number>} the command's exit code
 */
export async function runCommand({ root, args, signal }) {
  const settings = readSettings(process.env, root);
  if (needsNoDatabase(args)) {
    const entry = await preparePrograms(settings, signal);
    return runStep(process.execPath, [entry('cli'), ...args], { signal });
  }
  const ready = await prepare(settings, signal);
  if (!ready) return 130;
  try {
    if (ready.database.created) await migrate(ready, signal);
    return signal.aborted ? 130 : await ready.command(args);
  } finally {
    await ready.database.stop();
  }
}

const needsNoDatabase = (args) => WITHOUT_DATABASE.has(args[0]) || args.some((arg) => HELP.has(arg));
