import type { Cast, Things } from './cast.ts';

/** One valid request for a route, as the owner of `things` would send it. */
export interface Example {
  /** Values of the path's parameters, from the things of the company that owns them. */
  readonly path?: (things: Things) => Readonly<Record<string, string>>;
  /** A body the schema takes. Ids in it are the sender's own, or of those it may name. */
  readonly body?: (things: Things, cast: Cast) => unknown;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * Fields of the body that name a thing, with one that is not the sender's. Refused with 400 naming the field, or with
   * 404 or 409 where the thing is the subject.
   */
  readonly foreign?: (victim: Things, cast: Cast) => readonly { readonly pointer: string; readonly value: unknown }[];
  /** The path names nothing that belongs to anybody (an item of the shared catalogue): 404 to strangers does not apply. */
  readonly shared?: string;
  /** What the owner's own valid request answers, where it is not 200, 201 or 204: the state it meets is no part of this. */
  readonly owner?: readonly number[];
}

const id = (name: keyof Things) => ({ path: (things: Things) => ({ id: things[name] }) });
const none: Example = {};

/** A request for every route. A route that is not here fails the walk, so nothing new goes untried. */
export const examples: Readonly<Record<string, Example>> = {
  'GET /': none,
  'GET /reference': none,
  'GET /openapi.json': none,
  'GET /site.css': none,
  'GET /health/live': none,
  'GET /health/ready': none,

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
  'GET /v1/grants/:id/disclosure': { ...id('receivedGrant'), owner: [404] },

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
