import { join } from 'node:path';
import { MasterRotation } from '#exchange/keys';
import type { Config } from '#platform/config';
import { retireMasterKeys, rotateMasterKey } from '#platform/vault';
import { withProduct } from './product.ts';
import { say } from './say.ts';

/**
 * Puts everything that is sealed under an earlier master key under the current one. With the key in a file, a new one
 * is made first and the earlier ones are removed afterwards; with the key in the environment, both are the operator's.
 * Processes that run meanwhile know the old key only: stop them before.
 */
export async function rotateMaster(config: Config): Promise<void> {
  const file = join(config.home, 'master.key');
  if (!config.masterKey) rotateMasterKey(file);
  const moved = await withProduct(config, (app) => app.get(MasterRotation).rotateMaster());
  if (!config.masterKey) retireMasterKeys(file);
  const counts = `${moved.companyKeys} + ${moved.exchangeKeys} + ${moved.mails}`;
  say(
    `新しいマスターキーに移しました(${counts})。控えを取ってください。`,
    `Moved to the current master key (${counts}). Keep a copy of it.`,
  );
}
