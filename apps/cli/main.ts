#!/usr/bin/env node
import { Command } from 'commander';
import { type Config, loadConfig } from '#platform/config';
import { auditVerify } from './audit.ts';
import { demoList, demoLoad, demoReset } from './demo.ts';
import { doctor } from './doctor.ts';
import { asFailure } from './failure.ts';
import { rotateMaster } from './keys.ts';
import { runMigrate } from './migrate.ts';
import { createOperator } from './operator.ts';
import { complain } from './say.ts';

const config = (): Config => loadConfig(process.env);

const program = new Command('warifu').description("割符 運営者のコマンド / the operator's commands");

program
  .command('migrate')
  .description('データベースを最新にする / bring the database up to date')
  .action(() => run(() => runMigrate(config())));

program
  .command('doctor')
  .description('動くための条件を一行ずつ確かめる / look at everything a process needs, one line each')
  .action(() => run(() => doctor(config)));

const audit = program.command('audit').description('記録簿 / the ledger');
audit
  .command('verify')
  .description(
    '改変がないかを確かめる(0 なし、1 あり、2 確かめられない) / was anything changed: 0 no, 1 yes, 2 cannot be told',
  )
  .option('--head <file>', '外に置いた先頭 / a head kept outside (default: $WARIFU_HOME/ledger/head.json)')
  .option('--json', '機械のための出力 / for programs')
  .action((options) => run(() => auditVerify(config(), options), 2));

const keys = program.command('keys').description('鍵 / keys');
keys
  .command('rotate-master')
  .description('マスターキーを替える(api と worker を止めてから) / change the master key; stop api and worker first')
  .action(() => run(() => rotateMaster(config())));

const operator = program.command('operator').description('運営者 / who runs the exchange');
operator
  .command('create')
  .description('運営者を作る(パスワードは標準入力から) / make an operator; the password comes on standard input')
  .requiredOption('--email <address>', 'メールアドレス / e-mail address')
  .requiredOption('--name <name>', '名前 / name')
  .option('--another', '二人目以降も作る / although there is one already')
  .action((options) => run(() => createOperator(config(), options)));

const demo = program.command('demo').description('デモの世界(架空の会社) / the demo world of fictional companies');
demo
  .command('load')
  .description('空のデータベースに読み込む / load it into an empty database')
  .option('--if-empty', 'すでに何かあれば何もせずに終わる / where there is something already, do nothing')
  .action((options) => run(() => demoLoad(config(), options)));
demo
  .command('reset')
  .description('すべて消して読み込み直す / empty the database and load it anew')
  .option('--all', 'デモ以外の会社も消してよい / companies of your own may be lost, too')
  .action((options) => run(() => demoReset(config(), options)));
demo
  .command('sign-ins')
  .description('サインインできる人の一覧 / who may sign in')
  .action(() => run(async () => demoList(config())));

await program.parseAsync();

/** Runs one command; what goes wrong is one sentence and an exit code, never a stack. */
async function run(command: () => Promise<number | void>, exitCode = 1): Promise<void> {
  try {
    process.exitCode = (await command()) ?? 0;
  } catch (error) {
    const failure = asFailure(error);
    complain(failure.ja, failure.en);
    process.exitCode = exitCode === 1 ? failure.exitCode : exitCode;
  }
}
