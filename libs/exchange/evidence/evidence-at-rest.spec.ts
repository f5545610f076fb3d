import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newObjectId, openStorage } from '#platform/storage';
import { context, newKey, Vault, VaultError } from '#platform/vault';
import { pdf } from '../../../test/files/documents.ts';
import { decryptChunks, encryptChunks, encryptedLength, inspect, receive, sha256Of } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'warifu-evidence-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const master = new Vault([newKey()]);
const companyKey = context({ purpose: 'company-key', organizationId: 'org-a', id: 'org-a', version: 1 });
const wrappedCompanyKey = master.newWrappedKey(companyKey);
const company = () => master.within([{ sealed: wrappedCompanyKey, about: companyKey }]);
const about = (id: string) => context({ purpose: 'evidence', organizationId: 'org-a', id, version: 1 });

/** The life of a file with every part of it real: received, looked at, encrypted, stored, read again. */
it('comes back byte for byte, while the store holds nothing of it and knows only its own names', async () => {
  const original = await pdf();
  const received = await receive(
    (async function* () {
      yield original;
    })(),
  );
  expect(await inspect({ name: '方針.pdf', mediaType: 'application/pdf', bytes: received.bytes })).toMatchObject({
    kind: 'pdf',
  });

  const store = await openStorage({ url: folder });
  const id = newObjectId();
  const wrappedKey = company().newWrappedKey(about(id));
  await company().withKey(wrappedKey, about(id), (key) =>
    store.put(id, encryptChunks(key, about(id), [received.bytes])),
  );

  const [path = ''] = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith(id));
  const stored = readFileSync(join(folder, path));
  expect(stored).toHaveLength(encryptedLength(received.length));
  expect(stored.includes('%PDF')).toBe(false);

  const again: Buffer[] = [];
  await company().withKey(wrappedKey, about(id), async (key) => {
    for await (const piece of decryptChunks(key, about(id), (range) => store.get(id, range))) again.push(piece);
  });
  expect(sha256Of(Buffer.concat(again))).toBe(received.sha256);

  const other = newObjectId();
  await expect(company().withKey(wrappedKey, about(other), () => 0)).rejects.toThrow(VaultError);
  await store.delete(id);
  expect(await store.exists(id)).toBe(false);
});
