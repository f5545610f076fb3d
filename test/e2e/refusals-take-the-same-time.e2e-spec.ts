import type { GivenCompany } from '../support/given.ts';
import { openWorld, type World } from '../support/world.ts';
import { refusalTiming } from '../bench/refusal-timing.mjs';
import { request, Wire } from '../bench/wire.mjs';

// The long count belongs to `npm run soak`; a busy machine shows no difference in a short one, whether there is or not.
const soak = process.env.WARIFU_SOAK === '1';
const pairs = soak ? 20_000 : 50;

let world: World;
let wire: Wire;
let token: string;
const denied: Record<string, string> = {};

beforeAll(async () => {
  world = await openWorld({ DENIALS_PER_MINUTE: '1000000000' });
  const supplier = await world.given.company();
  const customer = await world.given.company();
  const stranger = await world.given.company();
  await world.given.edition(supplier.id, { 'K1-01': [{ text: 'said' }] });
  const give = (to: GivenCompany) => world.given.grant(supplier, to);
  Object.assign(denied, { revoked: await give(customer), lapsed: await give(customer), foreign: await give(stranger) });
  await supplier.client.post(`/v1/grants/${denied['revoked']}/revocation`, {});
  await world.database.admin.query(
    `update grants set starts_at = now() - interval '2 days', ends_at = now() - interval '1 day' where id = $1`,
    [denied['lapsed']],
  );
  token = /^warifu=(.*)$/.exec(customer.client.credentials.cookie ?? '')?.[1] ?? '';
  wire = await new Wire(Number(new URL(world.origin).port)).open();
});
afterAll(async () => {
  wire?.close();
  await world?.close();
});

/** Ids of grants that were never given, shaped like ours: a moment, then chance. */
const never = (n: number) =>
  `019a${n
    .toString(16)
    .padStart(8, '0')
    .replace(/(.{4})$/, '-$1')}-7000-8000-00000000abcd`;

test.each(['revoked', 'lapsed', 'foreign'])(
  'a %s grant and one that never was are refused in the same words and the same time',
  async (kind) => {
    const read = (id: string) => request('GET', `/v1/grants/${id}/disclosure`, { token });
    const told = await refusalTiming({
      ask: (text: string) => wire.send(text, true),
      pair: (n: number) => [read(denied[kind] ?? ''), read(never(n))],
      pairs,
    });
    expect(told.answers).toHaveLength(1);
    expect(told.answers[0]).toMatch(/^404 .*"not-found"/);
    if (soak) expect(Math.abs(told.t)).toBeLessThan(4.5);
  },
  600_000,
);
