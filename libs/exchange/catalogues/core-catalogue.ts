import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Catalogue } from './catalogue.ts';
import { readCatalogue } from './read-catalogue.ts';

const DATA = 'libs/exchange/catalogues/data/sd-core-1.yaml';
let loaded: Catalogue | undefined;

/**
 * Our catalogue, edition 1: read and checked at the first call, which is at start. Throws when the file is missing or
 * wrong, so that no process runs on a catalogue nobody checked.
 */
export const coreCatalogue = (): Catalogue => (loaded ??= readCatalogue(readFileSync(dataFile())));

/**
 * The compiler copies no YAML, so the same file serves source and dist: it is looked for by its place in the
 * repository, upward from here. A generated module would be a second copy that can disagree with the first.
 */
function dataFile(folder = dirname(fileURLToPath(import.meta.url))): string {
  const file = join(folder, DATA);
  if (existsSync(file)) return file;
  if (dirname(folder) === folder) throw new Error(`${DATA} is missing from this installation.`);
  return dataFile(dirname(folder));
}
