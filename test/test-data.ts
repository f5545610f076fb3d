import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Where inputs from outside live: `WARIFU_TEST_DATA`, else beside the repository when they are there. */
const root = process.env.WARIFU_TEST_DATA ?? resolve(__dirname, '../../shared/data');

/** A place among them, whether it is there or not. */
export const testDataPath = (...path: string[]) => join(root, ...path);

/** A folder of outside inputs as name and bytes; undefined where there are none, so that the caller skips by name. */
export function testData(folder: string): { name: string; bytes: Buffer }[] | undefined {
  const path = testDataPath(folder);
  if (!existsSync(path)) return undefined;
  return readdirSync(path)
    .toSorted()
    .map((name) => ({ name, bytes: readFileSync(join(path, name)) }));
}
