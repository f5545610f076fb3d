import { uploadForm } from '../support/upload-form.ts';
import { sampleAnswer } from '../support/given.ts';
import type { Cast, Things } from './cast.ts';

/** One valid request for a route, as the owner of `things` would send it. */
export interface Example {
  /** Values of the path's parameters, from the things of the company that owns them. */
  readonly path?: (things: Things, cast: Cast) => Readonly<Record<string, string>>;
  /** A body the schema takes. Ids in it are the sender's own, or of those it may name. */
  readonly body?: (things: Things, cast: Cast) => unknown;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * Fields of the body that name a thing, with one that is not the sender's. Refused with 400 naming the field, or with
   * 404 or 409 where the thing is the subject.
   */
  readonly foreign?: (victim: Things, cast: Cast) => readonly { readonly pointer: string; readonly value: unknown }[];
  /** A form instead of a JSON body. */
  readonly form?: () => FormData;
  /** The path names nothing that belongs to anybody (an item of the shared catalogue): 404 to strangers does not apply. */
  readonly shared?: string;
  /** What the owner's own valid request answers, where it is not 200, 201 or 204: the state it meets is no part of this. */
  readonly owner?: readonly number[];
}

const id = (name: keyof Things) => ({ path: (things: Things) => ({ id: things[name] }) });
const none: Example = {};
const kid: Example = { path: (things) => ({ kid: things.kid }) };
const item: Example = { path: (things) => ({ itemId: things.companyItem }) };
const number: Example = {
  path: (things) => ({ number: things.editionNumber }),
  shared: 'each company counts its own editions',
};
const grantedFile = (things: Things) => ({ id: things.receivedGrant, evidenceId: things.evidence });

const person = { name: '試験 花子', password: 'seven quiet herons 4', language: 'ja' };
const organization = () => ({
  names: { ja: '新設株式会社', en: 'Founded Ltd.', reading: 'しんせつ' },
  country: 'JP',
  sector: '31',
  sizeBand: '21-100',
  insurer: false,
  timeZone: 'Asia/Tokyo',
  identifiers: [],
});
const credential = () => ({
  scheme: 'iso27001',
  scope: { ja: '全社' },
  number: 'F-1',
  issuer: '試験認証機構',
  verifyUrl: 'https://registry.example/1',
  issued: '2026-01-01',
  validUntil: '2028-12-31',
});
const companyItem = () => ({ title: { ja: '独自項目', en: 'Own item' }, question: { ja: '何をしていますか。' } });
const ospsFamily = `groups:
  - id: AC
    title: Access Control
controls:
  - id: OSPS-AC-01
    title: Sign in
    objective: Nobody gets in without it.
    group: AC
    assessment-requirements:
      - id: OSPS-AC-01.01
        text: The system MUST ask who it is.
        applicability: [Maturity Level 1]
`;

/** A request for every route. A route that is not here fails the walk, so nothing new goes untried. */
export const examples: Readonly<Record<string, Example>> = {
  'GET /': none,
  'GET /reference': none,
  'GET /openapi.json': none,
  'GET /site.css': none,
  'GET /health/live': none,
  'GET /health/ready': none,

  'GET /v1/catalogues': none,
  'GET /v1/catalogues/imports': none,
  'GET /v1/catalogues/imports/:id': id('catalogue'),
  'POST /v1/catalogues/imports': {
    body: () => ({ format: 'osps-yaml', content: ospsFamily, edition: `2026-${Math.random()}` }),
  },
  'GET /v1/catalogues/:catalogueId/:edition': {
    path: () => ({ catalogueId: 'sd-core', edition: '1' }),
    shared: 'the exchange’s own catalogue is everybody’s',
  },

  'GET /v1/credentials': none,
  'GET /v1/credentials/schemes': none,
  'GET /v1/credentials/:id': id('credential'),
  'POST /v1/credentials': { body: credential },
  'PUT /v1/credentials/:id': { ...id('credential'), body: credential, headers: { 'if-match': '"1"' } },
  'DELETE /v1/credentials/:id': { ...id('credential'), headers: { 'if-match': '"2"' } },

  'GET /v1/keys': none,
  'POST /v1/keys/challenges': { body: (things) => ({ publicJwk: JSON.parse(things.publicJwk) }) },
  'POST /v1/keys': { body: () => ({ custody: 'exchange' }) },
  'POST /v1/keys/:kid/retirement': { ...kid, owner: [409] },
  'POST /v1/keys/:kid/replacement': { ...kid, body: () => ({ custody: 'exchange' }), owner: [409] },
  'POST /v1/keys/:kid/compromise': { ...kid, body: () => ({ since: '2026-01-01T00:00:00Z' }) },
  'GET /.well-known/jwt-vc-issuer/c/:id': id('organization'),
  'GET /c/:id/jwks.json': id('organization'),
  'GET /c/:id/keys': id('organization'),
  'GET /trust.json': none,

  'GET /v1/profile': none,
  'POST /v1/profile/submission': { owner: [409] },
  'POST /v1/profile/sent-back': { body: () => ({ reason: '根拠が足りません。' }), owner: [409] },
  'POST /v1/profile/approval': { body: () => ({ revision: 1 }), owner: [403, 409] },
  'GET /v1/profile/items': none,
  'GET /v1/profile/items/:itemId': item,
  'PUT /v1/profile/items/:itemId': {
    ...item,
    body: (things) => sampleAnswer({ evidence: [things.evidence], credentials: [things.credential] }),
    headers: { 'if-none-match': '*' },
    foreign: (victim) => [
      { pointer: '/evidence', value: [victim.evidence] },
      { pointer: '/credentials', value: [victim.credential] },
    ],
  },
  'DELETE /v1/profile/items/:itemId': { ...item, headers: { 'if-match': '"4"' }, owner: [404, 412] },
  'GET /v1/profile/company-items': none,
  'POST /v1/profile/company-items': { body: companyItem },
  'PUT /v1/profile/company-items/:itemId': { ...item, body: companyItem },
  'DELETE /v1/profile/company-items/:itemId': item,

  'GET /v1/editions': { query: { limit: '50' } },
  'POST /v1/editions/preparation': {
    body: (things) => ({ kid: things.kid }),
    foreign: (victim) => [{ pointer: '/kid', value: victim.kid }],
    owner: [409],
  },
  'POST /v1/editions/completion': { body: () => ({}), owner: [409] },
  'GET /v1/editions/:number': number,
  'GET /v1/editions/:number/difference': { ...number, query: { from: '1' } },
  'POST /v1/editions/:number/withdrawal': { ...number, body: () => ({ reason: '誤りがありました。' }) },

  'GET /v1/evidence': { query: { limit: '50' } },
  'GET /v1/evidence/:id': id('evidence'),
  'GET /v1/evidence/:id/content': id('evidence'),
  'POST /v1/evidence': { form: () => uploadForm({}) },
  'DELETE /v1/evidence/:id': id('evidence'),

  'POST /v1/sessions': { body: () => ({ email: 'nobody@test.example', password: 'not the password 1' }), owner: [401] },
  'GET /v1/session': none,
  'DELETE /v1/session': none,
  'POST /v1/session/seat': {
    body: (_, cast) => ({ memberId: cast.victim.owner.memberId }),
    foreign: (victim) => [{ pointer: '/memberId', value: victim.member }],
  },
  'PUT /v1/session/password': {
    body: () => ({ current: 'not the password 1', next: 'seven quiet herons 4' }),
    owner: [401],
  },
  'GET /v1/sessions': { query: { limit: '50' } },
  'DELETE /v1/sessions': none,
  'DELETE /v1/sessions/:id': { ...id('session'), owner: [404] },
  'POST /v1/password-resets': { body: () => ({ email: 'nobody@test.example', language: 'ja' }) },
  'POST /v1/password-resets/completion': {
    body: () => ({ token: 'wl_none', password: 'seven quiet herons 4' }),
    owner: [410],
  },
  'POST /v1/sign-ups': { body: () => ({ email: 'somebody@test.example', language: 'en' }) },
  'POST /v1/sign-ups/completion': {
    body: () => ({ token: 'wl_none', person, title: '担当', organization: organization() }),
    owner: [410],
  },
  'POST /v1/organizations': { body: () => ({ title: '代表', organization: organization() }) },

  'GET /v1/members': { query: { limit: '50' } },
  'PATCH /v1/members/:id': { ...id('member'), body: () => ({ roles: ['viewer', 'editor'], title: '主任' }) },
  'DELETE /v1/members/:id/sessions': id('member'),
  'POST /v1/members/:id/departure': {
    ...id('member'),
    body: (_, cast) => ({ handOverTo: cast.victim.owner.memberId }),
    foreign: (victim) => [{ pointer: '/handOverTo', value: victim.member }],
  },
  'GET /v1/service-accounts': { query: { limit: '50' } },
  'POST /v1/service-accounts': { body: () => ({ name: '連携', scopes: ['grants.read'] }) },
  'POST /v1/service-accounts/:id/ending': id('serviceAccount'),
  'GET /v1/service-accounts/:id/keys': id('serviceAccount'),
  'POST /v1/service-accounts/:id/keys': { ...id('serviceAccount'), body: () => ({ days: 30 }) },
  'POST /v1/service-accounts/:id/keys/:keyId/ending': {
    path: ({ serviceAccount, apiKey }) => ({ id: serviceAccount, keyId: apiKey }),
    owner: [409],
  },

  'POST /v1/invitations': {
    body: () => ({ kind: 'member', email: 'new@test.example', language: 'ja', roles: ['viewer'], title: '担当' }),
  },
  'GET /v1/invitations': { query: { limit: '50' } },
  'POST /v1/invitations/:id/cancellation': id('invitation'),
  'POST /v1/invitations/offer': { body: () => ({ token: 'wl_none' }), owner: [410] },
  'POST /v1/invitations/acceptance': {
    body: () => ({ kind: 'partner', token: 'wl_none', person, organization: organization(), title: '担当' }),
    owner: [410],
  },

  'GET /v1/organization': none,
  'PATCH /v1/organization': {
    owner: [409],
    body: () => ({
      names: { ja: '被害電装株式会社' },
      country: 'JP',
      sector: '31',
      sizeBand: '301-1000',
      insurer: false,
    }),
  },
  'POST /v1/organization/identifiers': {
    body: () => ({ scheme: 'euid', value: 'DEK1101R.HRB116737' }),
    owner: [409],
  },
  'DELETE /v1/organization/identifiers/:id': id('identifier'),
  'POST /v1/organization/closure': { body: () => ({ reason: '合併のため。' }) },
  'POST /v1/organization/domains': { body: () => ({ name: 'walls.example' }) },
  'POST /v1/organization/domains/:id/check': { ...id('domain'), owner: [409, 503] },
  'DELETE /v1/organization/domains/:id': id('domain'),
  'GET /v1/organizations': { query: { name: '取引自動車' } },
  'GET /v1/organizations/:id': { ...id('organization'), shared: 'every company may see that a company is here' },
  'POST /v1/organizations/:id/voucher': {
    path: (_, cast) => ({ id: cast.partner.id }),
    shared: 'one company vouches for another',
  },
  'GET /v1/relations': { query: { limit: '50' } },
  'POST /v1/relations': {
    body: (_, cast) => ({
      partnerId: cast.partner.id,
      kind: 'group',
      ourSide: 'from',
      receivesConfidential: true,
      stopsOurWork: false,
      reachesOurSystems: false,
      requiredStar: 3,
      sharePercent: 80,
    }),
  },
  'PATCH /v1/relations/:id': {
    ...id('relation'),
    body: () => ({ receivesConfidential: true, stopsOurWork: true, reachesOurSystems: true, requiredStar: 4 }),
  },
  'POST /v1/relations/:id/ending': id('relation'),

  'GET /v1/operator/organizations': { query: { limit: '50' } },
  'POST /v1/operator/organizations/:id/assurance': {
    ...id('organization'),
    body: () => ({ assurance: 'unverified', reason: '登記を確認中です。' }),
  },
  'POST /v1/operator/organizations/:id/closure': {
    ...id('organization'),
    body: () => ({ reason: '解散。' }),
    owner: [409],
  },

  'GET /v1/terms': none,
  'POST /v1/terms': { body: () => ({ text: { ja: '利用条件の新しい版です。' } }) },
  'GET /v1/grants/:id/terms': id('receivedGrant'),
  'POST /v1/grants/:id/terms-acceptance': {
    ...id('receivedGrant'),
    body: (_, cast) => ({ termsId: cast.attacker.things.receivedTerms }),
    foreign: (victim) => [{ pointer: '/termsId', value: victim.terms }],
  },

  'GET /v1/grants': { query: { side: 'given', limit: '50' } },
  'POST /v1/grants': {
    body: (_, cast) => ({
      grantee: cast.partner.id,
      purpose: `walk ${Math.random()}`,
      items: { 'K1-01': 'summary' },
      until: null,
      label: 'TLP:AMBER',
      onward: '再開示はできません。',
      delivery: 'view',
      originals: false,
      termsRequired: false,
      pinnedEdition: null,
      relationId: null,
    }),
    foreign: (victim) => [
      { pointer: '/readers', value: [victim.member] },
      { pointer: '/serviceAccounts', value: [victim.serviceAccount] },
      { pointer: '/relationId', value: victim.relation },
    ],
  },
  'GET /v1/grants/:id': id('givenGrant'),
  'POST /v1/grants/:id/revocation': { ...id('givenGrant'), body: () => ({ reason: '契約が終わりました。' }) },
  'GET /v1/grants/:id/preview': id('givenGrant'),
  'GET /v1/grants/:id/disclosure': { ...id('receivedGrant'), owner: [409] },
  'GET /v1/grants/:id/changes': { ...id('receivedGrant'), query: { since: '1' }, owner: [404, 409] },
  'POST /v1/grants/:id/bundles': { ...id('receivedGrant'), body: () => ({ nonce: 'A'.repeat(22) }), owner: [409] },
  'GET /v1/grants/:id/evidence/:evidenceId': { path: grantedFile, owner: [404, 409] },
  'GET /v1/grants/:id/evidence/:evidenceId/original': { path: grantedFile, owner: [404, 409] },

  'GET /v1/access-requests': { query: { side: 'received', state: 'pending', limit: '50' } },
  'POST /v1/access-requests': {
    body: (_, cast) => ({
      holder: cast.partner.id,
      reason: '部品の設計図を預けています。',
      purpose: `walk ${Math.random()}`,
      items: { 'K1-01': 'detail' },
      due: '2090-01-31',
      contact: '調達部 梟木',
    }),
  },
  'GET /v1/access-requests/:id': id('requestReceived'),
  'POST /v1/access-requests/:id/decision': {
    ...id('requestReceived'),
    body: () => ({ outcome: 'decline', reason: '対象外です。' }),
  },
  'POST /v1/access-requests/:id/withdrawal': id('requestSent'),

  'GET /v1/public/:id/disclosure': { ...id('organization'), owner: [404] },
  'GET /v1/disclosures': { query: { limit: '50' } },
  'GET /v1/disclosures.csv': none,
  'GET /v1/access-records': { query: { side: 'given', limit: '50' } },
  'GET /v1/access-records.csv': { query: { side: 'received' } },
};
