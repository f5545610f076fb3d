import { appendFile, mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { type KeptHead, keptHead, type LedgerHead, type SignHead } from './head.ts';
import type { HeadKeeper } from './sealer.ts';

// The newest head covers all before it; older ones, kept this often, date a change that was made in between.
const historyEvery = 60_000;

/** The database says something else than what was signed before: it was changed, or an older backup was put back. */
export class LedgerForkError extends Error {
  constructor(number: string) {
    super(
      `The ledger does not contain seal ${number} as it was signed: it was changed, or restored from an older backup. Run \`warifu audit verify\`; no newer head is kept until the old head file is moved away.`,
    );
  }
}

/**
 * Keeps the newest signed head in `<home>/ledger/head.json`, and one a minute in `heads.jsonl` beside it. Never goes
 * back, and never signs a ledger that contradicts what was signed before.
 */
export class HeadFile implements HeadKeeper {
  private known: KeptHead | undefined;
  private noted = 0;

  /** @param folder made when missing; several workers may share it */
  constructor(
    private readonly folder: string,
    private readonly sign: SignHead,
  ) {}

  /** @throws LedgerForkError when the database no longer holds the head that was kept last */
  async keep(head: LedgerHead, headOf: (number: string) => Promise<string | undefined>): Promise<void> {
    if (this.known?.head.head === head.head) return;
    const before = await readKeptHead(join(this.folder, 'head.json'));
    if (before && (await headOf(before.head.number)) !== before.head.head)
      throw new LedgerForkError(before.head.number);
    this.known = before?.head.head === head.head ? before : await this.write(head);
  }

  private async write(head: LedgerHead): Promise<KeptHead> {
    const kept = { head, jws: await this.sign(head) };
    const line = `${JSON.stringify(kept)}\n`;
    await mkdir(this.folder, { recursive: true });
    await replaceFile(join(this.folder, 'head.json'), line);
    if (Date.now() - this.noted >= historyEvery) {
      await appendFile(join(this.folder, 'heads.jsonl'), line);
      this.noted = Date.now();
    }
    return kept;
  }
}

/**
 * Reads a kept head.
 * @returns undefined when there is no such file
 * @throws Error in one sentence when the file holds something else
 */
export async function readKeptHead(file: string): Promise<KeptHead | undefined> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new Error(`${file} cannot be read.`, { cause: error });
  });
  if (text === undefined) return undefined;
  try {
    return keptHead.parse(JSON.parse(text));
  } catch (error) {
    throw new Error(`${file} does not hold a ledger head.`, { cause: error });
  }
}

/** A reader sees the old file or the new one, whole, also after a power cut. */
async function replaceFile(file: string, text: string) {
  const next = `${file}.${process.pid}.next`;
  const handle = await open(next, 'w', 0o644);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(next, file);
}
