import { randomUUID } from 'node:crypto';
import { scopes } from './edition.mjs';
import { idOf, layoutOf, tokenOf } from './names.mjs';
import { randomFrom } from './statistics.mjs';
import { request } from './wire.mjs';

const PREPARED = 20_000;

/** A read by a random company under one of its grants: even `kind` shows 15 items, odd 45. One access record each. */
export function allowedRead(size, kind) {
  const layout = layoutOf(size);
  const rounds = Math.ceil(layout.perOrganization / 2);
  return prepared(200, 1, (random) => {
    const reader = layout.readerOf(Math.floor(random() * layout.readers));
    const grant = layout.grantTo(reader, Math.floor(random() * rounds) * 2 + kind);
    return readOf(idOf('grant', grant), tokenOf(reader));
  });
}

/** A read under an id that no grant has. */
export const noGrant = (size) =>
  prepared(404, 0, (random) => readOf(idOf('no grant', Math.floor(random() * size.grants)), someToken(size, random)));

/** A read under a live grant to another company. */
export const foreignGrant = (size) =>
  prepared(404, 0, (random) => {
    const layout = layoutOf(size);
    const reader = layout.readerOf(Math.floor(random() * layout.readers));
    return readOf(idOf('grant', (reader + 1) % layout.organizations), tokenOf(reader));
  });

/** A read with a session token that nobody holds. */
export const unknownToken = (size) =>
  prepared(401, 0, (random) => readOf(idOf('grant', Math.floor(random() * size.grants)), tokenOf(-1 - random())));

/** A grant for a purpose of its own, then its revocation: two requests, two ledger entries, counted as one. */
export function grantAndRevoke(size) {
  const layout = layoutOf(size);
  const random = randomFrom(7);
  const [{ items }] = scopes();
  return {
    expect: 204,
    records: 2,
    async send(wire, { origin }) {
      const grantor = Math.floor(random() * layout.disclosers);
      const asked = {
        grantee: idOf(
          'organization',
          layout.disclosers + Math.floor(random() * (layout.organizations - layout.disclosers)),
        ),
        purpose: `測定 ${randomUUID()}`,
        items,
        until: '2098-12-31',
        label: 'TLP:AMBER',
        termsRequired: false,
      };
      const as = { token: tokenOf(grantor), origin };
      const issued = await wire.send(request('POST', '/v1/grants', { ...as, body: JSON.stringify(asked) }), true);
      if (issued.status !== 201) return issued.status;
      const path = `/v1/grants/${JSON.parse(issued.body).id}/revocation`;
      return (await wire.send(request('POST', path, { ...as, body: '{}' }))).status;
    },
  };
}

/** How many companies can publish side by side; a connection publishes for its own. */
export const PUBLISHERS = 64;

/**
 * A publication of 45 items at four levels: an approved draft is prepared, signed with the key held by the exchange,
 * and published. Two requests, two ledger entries, counted as one. The approval is put back beforehand by the
 * administrator's connection, which is not counted.
 */
export function publication(sql) {
  return {
    expect: 201,
    records: 2,
    async send(wire, { origin }) {
      const company = wire.index % PUBLISHERS;
      const as = { token: tokenOf(company), origin, body: '{}' };
      await sql.query({
        name: 'approve',
        text: approve,
        values: [idOf('organization', company), idOf('member', company)],
      });
      const prepared = await wire.send(request('POST', '/v1/editions/preparation', as));
      if (prepared.status !== 200) return prepared.status;
      return (await wire.send(request('POST', '/v1/editions/completion', as))).status;
    },
  };
}

const approve = `
  update profiles set revision = revision + 1, state = 'approved', submitted_by = $2, submitted_at = now(), approved_by = $2,
         approved_at = now(), self_approved = true where organization_id = $1`;

export const readOf = (grantId, token) => request('GET', `/v1/grants/${grantId}/disclosure`, { token });

function someToken(size, random) {
  const { readers, readerOf } = layoutOf(size);
  return tokenOf(readerOf(Math.floor(random() * readers)));
}

/** Requests are written beforehand, so that making them costs nothing while the clock runs. */
function prepared(expect, records, make) {
  const random = randomFrom(42);
  const texts = Array.from({ length: PREPARED }, () => make(random));
  let at = 0;
  return {
    expect,
    records,
    send: async (wire) => (await wire.send(texts[at++ % PREPARED])).status,
  };
}
