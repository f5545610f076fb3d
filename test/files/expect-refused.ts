import { FileRefused } from '#exchange/evidence';
import type { FileRefusalReason } from '#exchange/evidence';

/** The reason a file was refused for, or undefined when it was taken. Any other error is a bug and flies on. */
export async function refusalOf(work: () => unknown): Promise<FileRefusalReason | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof FileRefused) return error.reason;
    throw error;
  }
}
