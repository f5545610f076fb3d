import { randomUUID } from 'node:crypto';
import { idOf, layoutOf, tokenOf } from './names.mjs';
import { scopes } from './seed.mjs';
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
