import { randomBytes } from 'node:crypto';
import { createApi } from '../../apps/api/api.ts';
import { MasterRotation } from '../../libs/exchange/keys/index.ts';
import { loadConfig } from '../../libs/platform/config/index.ts';
import { uuid } from '../../libs/platform/database/index.ts';
import { masterPlaces, MasterVault } from '../../libs/platform/vault/index.ts';
import type { GivenCompany } from '../support/given.ts';
import { openWorld, type World } from '../support/world.ts';

const oldKey = randomBytes(32).toString('base64url');
const newKey = randomBytes(32).toString('base64url');
let world: World;
let company: GivenCompany;
let mailId: string;
let before: Buffer[];

beforeAll(async () => {
  world = await openWorld({ WARIFU_MASTER_KEY: oldKey });
  company = await world.given.company();
  await world.given.publishedEdition(company);
  await world.given.approvedProfile(company);
  await world.given.signingKey(await world.given.company());
  await world.nobody.get('/trust.json');
  mailId = uuid();
  await world.database.admin.query(
    `insert into mails (id, kind, recipient, language, values, sealed_token) values ($1, 'password-reset', 'a@b.example', 'ja', '{}', $2)`,
    [mailId, world.app.get(MasterVault).seal(Buffer.from('a link'), masterPlaces.mail(mailId))],
  );
  before = await sealed();
});
afterAll(() => world?.close());

/** Everything that is sealed under the master key. */
async function sealed(): Promise<Buffer[]> {
  const { rows } = await world.database.admin.query(
    `select wrapped from company_keys union all select wrapped from exchange_keys
     union all select sealed_token from mails where sealed_token is not null`,
  );
  return rows.map((row: { wrapped: Buffer }) => row.wrapped);
}

/** The same exchange, started with other master keys, for as long as `use` runs. */
async function restarted<T>(
  keys: { readonly current: string; readonly previous?: string },
  use: (app: World['app']) => Promise<T>,
): Promise<T> {
  const app = await createApi(
    loadConfig({
      NODE_ENV: 'test',
      PORT: '0',
      DATABASE_URL: world.database.appUrl,
      WARIFU_HOME: world.home,
      WARIFU_MASTER_KEY: keys.current,
      ...(keys.previous ? { WARIFU_PREVIOUS_MASTER_KEYS: keys.previous } : {}),
      PUBLIC_ORIGIN: world.origin,
      LOG_LEVEL: 'silent',
    }),
  );
  try {
    await app.init();
    return await use(app);
  } finally {
    await app.close();
  }
}

test('with a key that does not fit what is stored nothing starts', async () => {
  await expect(restarted({ current: newKey }, async () => 'started')).rejects.toThrow(/master key is not the one/);
});

test('after a rotation the new key alone opens everything, and the old one nothing', async () => {
  const old = world.app.get(MasterVault);
  expect(before.every((each) => old.isCurrent(each))).toBe(true);
  await restarted({ current: newKey, previous: oldKey }, async (app) => {
    const rotation = app.get(MasterRotation);
    expect(await rotation.rotateMaster()).toEqual({ companyKeys: 2, exchangeKeys: 2, mails: 1 });
    expect(await rotation.rotateMaster()).toEqual({ companyKeys: 0, exchangeKeys: 0, mails: 0 });
  });

  expect(await sealed()).toHaveLength(before.length);
  const { rows } = await world.database.admin.query(`select sealed_token from mails where id = $1`, [mailId]);
  await restarted({ current: newKey }, async (app) => {
    const vault = app.get(MasterVault);
    expect((await sealed()).every((each) => vault.isCurrent(each))).toBe(true);
    expect(vault.open(rows[0].sealed_token, masterPlaces.mail(mailId)).toString()).toBe('a link');
    expect(() => old.open(rows[0].sealed_token, masterPlaces.mail(mailId))).toThrow();
    expect(() => vault.open(rows[0].sealed_token, masterPlaces.mail(uuid()))).toThrow();

    // A signing key made before the rotation still signs: it is sealed under the company's key, which has moved.
    const { cookie = '' } = company.client.credentials;
    const post = (url: string) =>
      app.inject({ method: 'POST', url, headers: { cookie, origin: world.origin }, payload: {} });
    expect((await post('/v1/editions/preparation')).statusCode).toBe(200);
    expect((await post('/v1/editions/completion')).json()).toMatchObject({ number: 2, state: 'published' });
  });
});
