import { randomBytes } from 'node:crypto';
import type { AnswerInput } from '../../libs/contracts/answer.ts';
import { newToken, type Role, roles } from '../../libs/exchange/access/index.ts';
import { uuid } from '../../libs/platform/database/index.ts';
import { Client } from '../support/client.ts';
import type { TestDatabase } from '../support/database.ts';
import { newSigningPair } from '../support/edition.ts';
import type { GivenCompany, GivenMember } from '../support/given.ts';
import type { World } from '../support/world.ts';
import { Canaries } from './canaries.ts';

/** Ids of one company's things, by the name an example asks for. */
export type Things = Readonly<Record<ThingName, string>>;
type ThingName =
  | 'organization'
  | 'member'
  | 'session'
  | 'serviceAccount'
  | 'apiKey'
  | 'invitation'
  | 'domain'
  | 'identifier'
  | 'relation'
  | 'catalogue'
  | 'credential'
  | 'evidence'
  | 'companyItem'
  | 'kid'
  | 'edition'
  | 'editionNumber'
  | 'publicJwk'
  | 'terms'
  | 'receivedTerms'
  | 'givenGrant'
  | 'receivedGrant'
  | 'requestReceived'
  | 'requestSent';

/** Four companies: one that owns everything, one that it lets in a little, one that wants in, and one bystander. */
export interface Cast {
  readonly world: World;
  readonly canaries: Canaries;
  readonly victim: GivenCompany & { readonly by: Readonly<Record<Role, GivenMember>>; readonly things: Things };
  readonly attacker: GivenCompany & { readonly things: Things };
  readonly partner: GivenCompany;
  readonly third: GivenCompany;
  readonly operator: Client;
  /** Signed in, but with a seat nowhere. */
  readonly seatless: Client;
}

/** Inserts with the columns the table really has, so that a column that comes or goes elsewhere breaks nothing here. */
export async function plant({ admin }: TestDatabase, table: string, values: Readonly<Record<string, unknown>>) {
  const { rows } = await admin.query<{ name: string }>(
    `select column_name as name from information_schema.columns where table_schema = 'public' and table_name = $1`,
    [table],
  );
  const known = Object.entries(values).filter(([name]) => rows.some((row) => row.name === name));
  const columns = known.map(([name]) => `"${name}"`).join(', ');
  const places = known.map((_, at) => `$${at + 1}`).join(', ');
  await admin.query(
    `insert into ${table} (${columns}) values (${places})`,
    known.map(([, value]) => value),
  );
}

/** Fills a world with four companies and puts a canary into every text that is somebody's own. */
export async function castOf(world: World): Promise<Cast> {
  const canaries = new Canaries();
  const { given } = world;
  const victim = await given.company({ name: '被害電装株式会社' });
  const attacker = await given.company({ name: '侵入商事株式会社' });
  const partner = await given.company({ name: '取引自動車株式会社' });
  const third = await given.company({ name: '第三物産株式会社' });
  await everyRole(world.database, attacker.owner.memberId);
  const by = {} as Record<Role, GivenMember>;
  for (const role of roles)
    by[role] = await given.member(victim.id, [role], canaries.plant(`title-${role}`, ['victim']));
  await given.publishedEdition(third, {
    items: { 'K1-01': told((level) => canaries.plant(`third-${level}`, ['victim', 'attacker', 'third'])) },
  });
  const things = await thingsOf(world, canaries, 'victim', victim, partner, third);
  const attackerThings = await thingsOf(world, canaries, 'attacker', attacker, partner, third);
  return {
    world,
    canaries,
    victim: { ...victim, by, things },
    attacker: { ...attacker, things: attackerThings },
    partner,
    third,
    operator: await given.session(await person(world.database, true), null),
    seatless: await given.session(await person(world.database, false), null),
  };
}

const everyRole = (database: TestDatabase, memberId: string) =>
  database.admin.query(`update members set roles = $2 where id = $1`, [memberId, roles]);

async function person(database: TestDatabase, operator: boolean): Promise<string> {
  const id = uuid();
  await plant(database, 'people', {
    id,
    email: `p-${id}@test.example`,
    name: '無所属',
    operator_since: operator ? new Date() : null,
  });
  return id;
}

/** An answer that says something of its own at levels one to three. */
const told = (say: (level: string) => string): Partial<AnswerInput> => ({
  scope: { ja: say('l2') },
  explanation: { ja: say('l3') },
  texts: { public: { ja: say('l1') }, summary: { ja: say('l2') }, detail: { ja: say('l3') } },
});

async function thingsOf(
  world: World,
  canaries: Canaries,
  side: 'victim' | 'attacker',
  self: GivenCompany,
  partner: GivenCompany,
  third: GivenCompany,
): Promise<Things> {
  const { database, given } = world;
  const put = (table: string, values: Record<string, unknown>) => plant(database, table, values);
  const own = (what: string) => canaries.plant(what, [side]);
  const organization_id = self.id;
  const owner = self.owner.memberId;

  const companyItem = side === 'victim' ? 'C-WALLV' : 'C-WALLA';
  const evidence = await given.evidence(self, {
    name: `${own('file-name')}.txt`,
    bytes: own('file-content'),
    fields: { 'title.ja': own('evidence-title'), kind: 'policy' },
  });
  await given.publishedEdition(self, { items: { 'K1-01': told((level) => own(`withdrawn-${level}`)) } });
  const withdrawn = await self.client.post('/v1/editions/1/withdrawal', { reason: own('withdrawal-reason') });
  if (withdrawn.status !== 200) throw new Error(withdrawn.text);
  const edition = await given.publishedEdition(self, {
    items: {
      'K1-01': {
        ...told((level) => canaries.plant(level, level === 'l3' ? [side] : [side, 'partner'])),
        evidence: [evidence.id],
      },
      'K3-01': told((level) => own(`other-${level}`)),
    },
  });
  const keys = await self.client.get('/v1/keys');

  const terms = await self.client.post('/v1/terms', {
    text: { ja: canaries.plant('terms', [side, 'partner', 'third']) },
  });
  const givenGrant = await given.grant(self, partner, {
    items: { 'K1-01': 'summary' },
    purpose: canaries.plant('purpose', [side, 'partner']),
  });
  await given.grant(self, third, {
    items: { 'K3-01': 'summary' },
    purpose: canaries.plant('purpose-third', [side, 'third']),
    onward: canaries.plant('onward', [side, 'third']),
  });
  const receivedTerms = await third.client.post('/v1/terms', {
    text: { en: canaries.plant('terms-third', ['victim', 'attacker', 'third']) },
  });
  const receivedGrant = await given.grant(third, self, {
    termsRequired: true,
    purpose: canaries.plant('purpose-received', [side, 'third']),
  });
  const ask = (from: GivenCompany, to: GivenCompany, seenBy: ('victim' | 'attacker' | 'partner' | 'third')[]) =>
    from.client.post('/v1/access-requests', {
      holder: to.id,
      reason: canaries.plant('reason', seenBy),
      purpose: canaries.plant('wish', seenBy),
      items: { 'K2-01': 'detail' },
      contact: canaries.plant('contact', seenBy),
    });
  const requestReceived = await ask(third, self, [side, 'third']);
  const requestSent = await ask(self, third, [side, 'third']);

  const member = await given.member(self.id, ['viewer'], own('member-title'));
  await database.admin.query(`update people set name = $2 where id = $1`, [member.personId, own('member-name')]);
  const session = uuid();
  await put('sessions', {
    id: session,
    token_hash: newToken('session').hash,
    person_id: self.owner.personId,
    member_id: owner,
    expires_at: new Date(Date.now() + 9e7),
  });
  const { id: serviceAccount } = await given.key(self.id, owner, ['grants.read']);
  await database.admin.query(`update service_accounts set name = $2 where id = $1`, [
    serviceAccount,
    own('service-account'),
  ]);
  const { rows: apiKeys } = await database.admin.query(`select id from api_keys where service_account_id = $1`, [
    serviceAccount,
  ]);

  const invitation = uuid();
  await put('one_time_links', {
    id: invitation,
    kind: 'member-invitation',
    token_hash: newToken('link').hash,
    email: `${own('invited').toLowerCase()}@test.example`,
    organization_id,
    offer: { roles: ['viewer'], title: own('offer-title') },
    created_by: owner,
    expires_at: new Date(Date.now() + 9e7),
  });
  const [domain, identifier, relation, catalogue, credential] = Array.from({ length: 5 }, () => uuid());
  await put('organization_domains', {
    id: domain,
    organization_id,
    name: `${own('domain')}.example`,
    challenge: own('challenge'),
  });
  await put('organization_identifiers', {
    id: identifier,
    organization_id,
    scheme: 'euid',
    value: `DE${randomBytes(6).toString('hex')}`,
  });
  await put('relations', { id: relation, from_id: self.id, to_id: third.id, kind: 'supply', created_by: self.id });
  await put('imported_catalogues', {
    id: catalogue,
    organization_id,
    title: own('catalogue'),
    edition: '1',
    digest: randomBytes(32).toString('hex'),
    content: JSON.stringify({
      title: own('catalogue-content'),
      edition: '1',
      problems: [],
      controls: [{ id: 'a-1', title: own('control-title'), text: own('control-text'), withdrawn: false }],
    }),
    imported_by: owner,
  });
  await put('credentials', {
    id: credential,
    organization_id,
    scheme: 'iso27001',
    scope: { ja: own('credential-scope') },
    number: own('credential-number'),
    issued: '2025-01-01',
    valid_until: '2027-01-01',
  });
  await put('company_items', {
    organization_id,
    item_id: companyItem,
    title: { ja: own('company-item') },
    question: { ja: own('question') },
  });
  await put('draft_answers', {
    organization_id,
    item_id: 'K1-02',
    answer: {
      state: 'implemented',
      scope: { ja: own('draft-scope') },
      explanation: { ja: own('draft-explanation') },
      asOf: '2026-01-01',
      assurance: 'self',
      facts: {},
      texts: { public: { ja: own('draft-public') }, detail: { ja: own('draft-detail') } },
      notDisclosed: [],
      evidence: [],
      credentials: [],
    },
    version: 1,
    edited_by: owner,
  });
  return {
    organization: self.id,
    member: member.memberId,
    session,
    serviceAccount,
    apiKey: apiKeys[0].id,
    invitation,
    domain: domain as string,
    identifier: identifier as string,
    relation: relation as string,
    catalogue: catalogue as string,
    credential: credential as string,
    evidence: evidence.id,
    companyItem,
    kid: keys.body.items[0].kid,
    edition: edition.id,
    editionNumber: '2',
    publicJwk: JSON.stringify(newSigningPair().jwk),
    terms: terms.body.id,
    receivedTerms: receivedTerms.body.id,
    givenGrant,
    receivedGrant,
    requestReceived: requestReceived.body.id,
    requestSent: requestSent.body.id,
  };
}
