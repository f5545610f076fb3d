import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { type DynamicModule, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  asOwner,
  DemoModule,
  demoPassword,
  demoSignIns,
  DemoWorld,
  emptyAll,
  fixClock,
  makeClockMovable,
  standingOf,
} from '#exchange/demo';
import { createDataSource } from '#exchange/schema';
import type { Config } from '#platform/config';
import { connectionOptions } from '#platform/database';
import { Log } from '#platform/log';
import { PlatformModule } from '#platform/wiring';
import { Failure } from './failure.ts';
import { say } from './say.ts';

/**
 * Loads the demonstration world into an empty database.
 * @param options `ifEmpty`: where there is something already, say so and end well
 */
export async function demoLoad(config: Config, { ifEmpty = false }: { readonly ifEmpty?: boolean }): Promise<void> {
  await asOwner(mustBeDemo(config), async (owner) => {
    await oneAtATime(owner);
    const { standing } = await standingOf(owner);
    if (standing === 'empty') return load(config, owner);
    const { ja, en } = already[standing];
    if (!ifEmpty) throw new Failure(ja, en);
    // A finished world needs no word at every start; an unfinished one does.
    if (standing === 'half') say(ja, en);
  });
}

/**
 * Empties the database and loads the demonstration anew.
 * @param options `all`: companies that are not of the demonstration may be lost, too
 */
export async function demoReset(config: Config, { all = false }: { readonly all?: boolean }): Promise<void> {
  await asOwner(mustBeDemo(config), async (owner) => {
    await oneAtATime(owner);
    const { others } = await standingOf(owner);
    if (others.length > 0 && !all) throw wouldLose(others);
    await fixClock(owner);
    await emptyAll(owner);
    putHeadsAside(config);
    await load(config, owner);
  });
}

/** Prints who may sign in, and the password all of them share. */
export function demoList(config: Config): void {
  if (!config.demo) throw notHere();
  say(`デモのサインイン(パスワードは全員「${demoPassword}」)`, `demo sign-ins (everybody's password: ${demoPassword})`);
  const rows = demoSignIns();
  const widest = Math.max(...rows.map(({ email }) => email.length));
  for (const { company, person, title, roles, email } of rows) {
    console.log(`  ${email.padEnd(widest)}  ${company.ja} ${person} ${title} (${roles.join(', ')})`);
  }
}

async function load(config: Config, owner: Parameters<typeof fixClock>[0]): Promise<void> {
  const started = performance.now();
  say('デモの世界を読み込んでいます…', 'Loading the demo world …');
  await makeClockMovable(owner);
  const app = await NestFactory.createApplicationContext(DemoCliModule.for(config), {
    logger: new Log('fatal', 'cli'),
    abortOnError: false,
  });
  try {
    await app.get(DemoWorld).load((ja, en) => say(`  ${ja}`, en));
  } finally {
    await app.close();
  }
  await fixClock(owner);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  say(`読み込みました(${seconds} 秒)。`, `Loaded in ${seconds} s.`);
}

/** @returns the URL of the schema's owner @throws Failure where no demonstration may be */
function mustBeDemo(config: Config): string {
  if (!config.demo) throw notHere();
  if (config.databaseAdminUrl) return config.databaseAdminUrl;
  throw new Failure(
    'DATABASE_ADMIN_URL を設定してください(表の持ち主)。',
    'Set DATABASE_ADMIN_URL to the user who owns the tables.',
  );
}

// Held until the connection ends.
async function oneAtATime(owner: Parameters<typeof fixClock>[0]): Promise<void> {
  const { rows } = await owner.query(`select pg_try_advisory_lock(hashtextextended('warifu demo', 0)) as mine`);
  if (rows[0]?.mine) return;
  throw new Failure('デモの世界はいま別の処理が読み込んでいます。', 'Another process is loading the demo world.');
}

/** The heads kept outside speak of a ledger that is gone; they are kept, beside. */
function putHeadsAside({ home }: Config): void {
  const folder = join(home, 'ledger');
  if (existsSync(folder)) renameSync(folder, `${folder}.before-${new Date().toISOString().replace(/[:.]/g, '-')}`);
}

const notHere = () =>
  new Failure(
    'デモの世界は、HOST がループバックで WARIFU_DEMO=1 のときだけ使えます(本番では使えません)。',
    'The demo world exists only with WARIFU_DEMO=1 and a loopback HOST, never in production.',
  );

const wouldLose = (others: readonly string[]) =>
  new Failure(
    `デモ以外の会社(${others.slice(0, 3).join('、')} など ${others.length} 社)も消えます。それでよければ --all を付けてください。`,
    `${others.length} companies that are not of the demo (such as ${others[0]}) would be lost too. Say --all if that is meant.`,
  );

const already = {
  loaded: {
    ja: 'デモの世界はもう読み込まれています。初めからにするには warifu demo reset を使ってください。',
    en: 'The demo world is there already. To begin anew, run `warifu demo reset`.',
  },
  half: {
    ja: 'デモの世界の読み込みが途中で終わっています。warifu demo reset でやり直してください。',
    en: 'Loading the demo world was cut short. Run `warifu demo reset`.',
  },
  other: {
    ja: 'データベースが空ではありません。デモの世界は空のデータベースに読み込みます。',
    en: 'The database is not empty. The demo world is loaded into an empty one.',
  },
} as const;

@Module({})
class DemoCliModule {
  static for(config: Config): DynamicModule {
    // One reading connection: the clock is set on it before each read.
    const alone = { ...config, readingPool: 1 };
    const connect = () => createDataSource({ ...connectionOptions(config.databaseUrl, 'warifu_app'), max: 3 });
    return { module: DemoCliModule, imports: [PlatformModule.with(alone, connect), DemoModule] };
  }
}
