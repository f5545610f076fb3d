/** A failure a person can act on: one sentence per language that says what to do. Printed without a stack. */
export class Failure extends Error {
  /** @param {string} ja @param {string} en @param {{ cause?: unknown }} [options] */
  constructor(ja, en, options) {
    super(en, options);
    this.name = 'Failure';
    this.ja = ja;
    this.en = en;
  }
}

let print = (line) => console.log(line);

/** From now on lines go to stderr, for commands whose stdout is somebody's data. */
export function sayOnStderr() {
  print = (line) => console.error(line);
}

/** Prints one line: Japanese or English as the terminal's language asks, both where it does not say. */
export function say(ja, en) {
  for (const line of inLanguage(ja, en)) print(line);
}

/** Prints why something failed; an unexpected error keeps its stack, because somebody has to mend it. */
export function complain(error) {
  if (!(error instanceof Failure)) return console.error(error);
  for (const line of inLanguage(error.ja, error.en)) console.error(line);
}

function inLanguage(ja, en) {
  const language = process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG || '';
  if (language.startsWith('ja')) return [ja];
  return /^(C|POSIX)?(\.|$)/.test(language) ? [ja, en] : [en];
}
