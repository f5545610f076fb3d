import pg from 'pg';

/** A database of this test's own, cloned from the migrated template. */
export interface TestDatabase {
  /** The application's connection: a role with no privileges of its own. */
  readonly appUrl: string;
  /** A superuser's connection, for looking and for breaking things. */
  readonly admin: pg.Pool;
  readonly adminUrl: string;
  /** Moves the clock that decides rights; the interval is from real time: `moveClock('31 days')`. */
  moveClock(shift: string): Promise<void>;
  /** Moves it to a moment (`2030-07-31 23:59:59+09`) and keeps everybody signed in, so that only rights are tested. */
  setClock(moment: string): Promise<void>;
  drop(): Promise<void>;
}

let made = 0;

export async function cloneDatabase(): Promise<TestDatabase> {
  const server = process.env.TEST_ADMIN_URL;
  if (!server) throw new Error('TEST_ADMIN_URL is not set: run the tests through `npm test`.');
  made += 1;
  const name = `test_${process.pid}_${Date.now().toString(36)}_${made}`;
  await once(server, `create database ${name} template ${process.env.TEST_TEMPLATE}`);
  const database = databaseAt(server, name);
  const { admin } = database;
  return {
    ...database,
    async moveClock(shift) {
      await admin.query('update test_clock set shift = $1::interval', [shift]);
    },
    async setClock(moment) {
      await admin.query(`update test_clock set shift = $1::timestamptz - now()`, [moment]);
      await admin.query(`update sessions set last_seen_at = app_now(), expires_at = app_now() + interval '1 day'`);
    },
  };
}

function databaseAt(server: string, name: string): Omit<TestDatabase, 'moveClock' | 'setClock'> {
  const adminUrl = new URL(server);
  adminUrl.pathname = `/${name}`;
  const appUrl = process.env.TEST_APP_LOGIN?.replace('{database}', name) ?? '';
  const admin = new pg.Pool({ connectionString: adminUrl.href, max: 2 });
  admin.on('error', () => undefined);
  return {
    appUrl,
    adminUrl: adminUrl.href,
    admin,
    async drop() {
      await admin.end();
      await once(server, `drop database if exists ${name} with (force)`);
    },
  };
}

/** An empty database that nobody has migrated, for what brings its own: no clock to move. */
export async function emptyDatabase(): Promise<Omit<TestDatabase, 'moveClock' | 'setClock'>> {
  const server = process.env.TEST_ADMIN_URL;
  if (!server) throw new Error('TEST_ADMIN_URL is not set: run the tests through `npm test`.');
  made += 1;
  const name = `test_${process.pid}_${Date.now().toString(36)}_${made}`;
  await once(server, `create database ${name}`);
  return databaseAt(server, name);
}

async function once(url: string, statement: string) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
