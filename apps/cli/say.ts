/** A line for people: Japanese, then the same in English. */
export function say(ja: string, en: string): void {
  console.log(`${ja} / ${en}`);
}

/** The same for what went wrong, where a program reading the output does not look. */
export function complain(ja: string, en: string): void {
  console.error(`${ja} / ${en}`);
}
