import { idOf, layoutOf, tokenOf } from './names.mjs';
import { readOf } from './jobs.mjs';
import { randomFrom } from './statistics.mjs';
import { request } from './wire.mjs';

const OPEN_AT_ONCE = 8;
const READS_BEFORE = 4;
const READS_AFTER = 24;

/**
 * Readers on two api processes never stop asking for a few grants, while each of these is revoked through one of the
 * two in turn. A read that begins after the revocation was acknowledged must not be served.
 * @param readers connections, half of them to each process
 * @param revokers `{ wire, origin }` of one connection to each process
 * @param first the number of the first grant to use up; `count` reads that begin after a revocation end the run
 */
export async function staleReads({ readers, revokers, size, first, count }) {
  const layout = layoutOf(size);
  const random = randomFrom(3);
  const result = { after: 0, stale: 0, unexpected: 0, revoked: 0 };
  let next = first;
  const fresh = () => {
    const grant = next++ % layout.grants;
    const text = readOf(idOf('grant', grant), tokenOf(grant % layout.organizations));
    return { grant, text, before: 0, after: 0, revoking: false, acknowledged: false };
  };
  const slots = Array.from({ length: OPEN_AT_ONCE }, fresh);

  const read = async (wire) => {
    while (result.after < count) {
      const at = Math.floor(random() * slots.length);
      const slot = slots[at];
      const { acknowledged, revoking } = slot;
      const { status } = await wire.send(slot.text);
      if (acknowledged) {
        result.after += 1;
        slot.after += 1;
        if (status === 200) result.stale += 1;
        else if (status !== 404) result.unexpected += 1;
        if (slot.after >= READS_AFTER && slots[at] === slot) slots[at] = fresh();
      } else {
        slot.before += 1;
        if (!revoking && !slot.revoking && status !== 200) result.unexpected += 1;
      }
    }
  };
  const revoke = async ({ wire, origin }) => {
    while (result.after < count) {
      const slot = slots.find((one) => !one.revoking && one.before >= READS_BEFORE);
      if (!slot) {
        await new Promise((resolve) => setImmediate(resolve));
        continue;
      }
      slot.revoking = true;
      const token = tokenOf(layout.grantorOf(slot.grant));
      const path = `/v1/grants/${idOf('grant', slot.grant)}/revocation`;
      const { status } = await wire.send(request('POST', path, { token, origin, body: '{}' }));
      slot.acknowledged = status === 204;
      if (slot.acknowledged) result.revoked += 1;
      else result.unexpected += 1;
    }
  };
  await Promise.all([...readers.map(read), ...revokers.map(revoke)]);
  return result;
}
