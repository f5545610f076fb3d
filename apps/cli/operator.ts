import { Writable } from 'node:stream';
import { createInterface } from 'node:readline/promises';
import { Operators } from '#exchange/access';
import type { Config } from '#platform/config';
import { Failure } from './failure.ts';
import { say } from './say.ts';
import { withProduct } from './product.ts';

interface Options {
  readonly email: string;
  readonly name: string;
  readonly another?: boolean;
}

/** Makes the account of somebody who runs the exchange. The password comes from stdin, never from the command line. */
export async function createOperator(config: Config, { email, name, another = false }: Options): Promise<void> {
  const password = await readPassword();
  await withProduct(config, (app) => app.get(Operators).create({ email, name, password, another }));
  say(`運営者 ${email} を作りました。`, `The operator ${email} was made.`);
}

/** One line. On a terminal it is asked for; what is typed is not shown. */
async function readPassword(): Promise<string> {
  const terminal = process.stdin.isTTY === true;
  if (terminal) process.stderr.write('パスワード / password: ');
  const lines = createInterface({ input: process.stdin, terminal, ...(terminal ? { output: nowhere() } : {}) });
  for await (const line of lines) {
    lines.close();
    if (terminal) process.stderr.write('\n');
    return line;
  }
  throw new Failure('標準入力からパスワードを渡してください。', 'Give the password on standard input, as one line.');
}

function nowhere() {
  return new Writable({ write: (_chunk, _encoding, done) => done() });
}
