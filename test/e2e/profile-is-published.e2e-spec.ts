import { decodeBase64url, readTrust, viewOf } from '../../libs/proof/index.ts';
import { nodeCrypto } from '../../libs/proof/crypto-node.ts';
import type { GivenCompany } from '../support/given.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
let company: GivenCompany;
beforeAll(async () => {
  world = await openWorld();
  company = await world.given.company();
});
afterAll(() => world?.close());

test('an approved profile becomes a signed edition whose bytes hold by themselves', async () => {
  const { id, number } = await world.given.publishedEdition(company);
  expect(number).toBe(1);

  const { rows } = await world.database.admin.query(`select * from editions where id = $1`, [id]);
  const [header, payload, signature] = rows[0].issuer_jwt.split('.');
  const { keys } = (await world.nobody.get(`/c/${company.id}/jwks.json`)).body;
  const { kid, alg, use, ...publicJwk } = keys[0];
  expect({ kid, alg, use }).toEqual({ kid: rows[0].kid, alg: 'ES256', use: 'sig' });
  expect(nodeCrypto.verify(publicJwk, `${header}.${payload}`, decodeBase64url(signature, 'signature'))).toBe(true);
  expect(rows[0].hash.toString('base64url')).toBe(nodeCrypto.sha256(rows[0].issuer_jwt));

  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
  expect(claims.iss).toBe(`${world.origin}/c/${company.id}`);
  expect(claims.wf).toMatchObject({ ver: 1, approval: { title: { ja: '担当' }, self: true } });
  expect(claims.wf).not.toHaveProperty('prev');
  expect(claims.exp - claims.iat).toBeLessThanOrEqual(400 * 86_400);
  expect(claims.status.status_list.idx).toBeGreaterThanOrEqual(0);
  expect(Object.keys(claims.items)).toHaveLength(45);

  const whole = viewOf(`${rows[0].issuer_jwt}~${rows[0].disclosures}~`, nodeCrypto.sha256);
  expect(whole.approval.name).toEqual({ ja: company.owner.name });
  expect(whole.items.map((item) => item.id)).toEqual(rows[0].item_ids);
  const level = (itemId: string) => whole.items.find((item) => item.id === itemId)?.levels.public;
  expect(level('K1-01')).toMatchObject({ is: 'stated', value: { state: 'implemented' } });
  expect(level('K1-02')).toEqual({ is: 'notStated' });

  const trust = await readTrust((await world.nobody.get('/trust.json')).text, nodeCrypto);
  expect(trust.organizations).toEqual([
    expect.objectContaining({
      iss: claims.iss,
      assurance: { kind: 'operator' },
      keys: [expect.objectContaining({ kid })],
    }),
  ]);
});
