import { context, keyId, newKey, SEAL_OVERHEAD, Vault, VaultError } from './index.ts';

const place = { purpose: 'webhook-secret', organizationId: 'org-a', id: 'row-1', version: 1 };
const about = context(place);
const plain = Buffer.from('鍵は人に渡さない', 'utf8');

/** Every failure must be told apart by nobody: same class, same words, no cause. */
function expectShut(attempt: () => unknown) {
  let caught: unknown;
  try {
    attempt();
  } catch (error) {
    caught = error;
  }
  expect(caught).toBeInstanceOf(VaultError);
  expect({ message: (caught as Error).message, cause: (caught as Error).cause }).toEqual({
    message: new VaultError().message,
    cause: undefined,
  });
}

describe('Vault', () => {
  const vault = new Vault([newKey()]);

  it('gives back what was sealed, empty values included', () => {
    for (const value of [plain, Buffer.alloc(0), Buffer.alloc(100_000, 7)]) {
      expect(vault.open(vault.seal(value, about), about)).toEqual(Buffer.from(value));
    }
    expect(vault.seal(plain, about)).toHaveLength(plain.length + SEAL_OVERHEAD);
  });

  it.each([
    ['another purpose', { ...place, purpose: 'signing-key' }],
    ['another company', { ...place, organizationId: 'org-b' }],
    ['another row', { ...place, id: 'row-2' }],
    ['another version', { ...place, version: 2 }],
    ['parts shifted against each other', { ...place, organizationId: 'org-arow', id: '-1' }],
  ])('stays shut in another place: %s', (_, other) => {
    const sealed = vault.seal(plain, about);
    expectShut(() => vault.open(sealed, context(other)));
  });

  it('stays shut when any single byte is changed or the end is cut', () => {
    const sealed = vault.seal(plain, about);
    for (let i = 0; i < sealed.length; i++) {
      const forged = Buffer.from(sealed);
      forged.writeUInt8(forged.readUInt8(i) ^ 0x01, i);
      expectShut(() => vault.open(forged, about));
      expectShut(() => vault.open(sealed.subarray(0, i), about));
    }
    expectShut(() => vault.open(Buffer.concat([sealed, Buffer.of(0)]), about));
  });

  it('stays shut for another key', () => {
    expectShut(() => new Vault([newKey()]).open(vault.seal(plain, about), about));
  });

  it('never uses an IV twice', () => {
    const ivs = new Set<string>();
    for (let i = 0; i < 100_000; i++) ivs.add(vault.seal(Buffer.alloc(1), about).toString('latin1', 9, 21));
    expect(ivs.size).toBe(100_000);
  });

  it('refuses keys of another length and an empty list', () => {
    expect(() => new Vault([])).toThrow(TypeError);
    expect(() => new Vault([Buffer.alloc(16, 3)])).toThrow(TypeError);
  });
});

describe('context', () => {
  it('refuses parts that name nothing', () => {
    for (const wrong of [
      { purpose: '' },
      { purpose: 'A b' },
      { organizationId: '' },
      { id: '' },
      { version: -1 },
      { version: 1.5 },
    ]) {
      expect(() => context({ ...place, ...wrong })).toThrow(TypeError);
    }
  });
});

describe('rotation', () => {
  it('opens what the previous key sealed, and re-wraps it under the current one', () => {
    const [old, next] = [newKey(), newKey()];
    const sealed = new Vault([old]).seal(plain, about);
    const rotating = new Vault([next, old]);
    expect(rotating.currentKeyId).toBe(keyId(next));
    expect(rotating.open(sealed, about)).toEqual(plain);
    expect(rotating.isCurrent(sealed)).toBe(false);

    const rewrapped = rotating.rewrap(sealed, about);
    expect(rotating.isCurrent(rewrapped)).toBe(true);
    expect(new Vault([next]).open(rewrapped, about)).toEqual(plain);
    expectShut(() => new Vault([next]).open(sealed, about));
  });

  it('re-wrapping a company key leaves everything below it untouched', () => {
    const [old, next] = [newKey(), newKey()];
    const companyKey = context({ purpose: 'company-key', organizationId: 'org-a', id: 'org-a', version: 1 });
    const wrapped = new Vault([old]).newWrappedKey(companyKey);
    const secret = new Vault([old]).within([{ sealed: wrapped, about: companyKey }]).seal(plain, about);

    const rewrapped = new Vault([next, old]).rewrap(wrapped, companyKey);
    const company = new Vault([next]).within([{ sealed: rewrapped, about: companyKey }]);
    expect(company.open(secret, about)).toEqual(plain);
  });
});

describe('layers', () => {
  const master = new Vault([newKey()]);
  const companyKey = (organizationId: string) =>
    context({ purpose: 'company-key', organizationId, id: organizationId, version: 1 });
  const vaultOf = (organizationId: string) => {
    const about = companyKey(organizationId);
    return master.within([{ sealed: master.newWrappedKey(about), about }]);
  };

  it('one company opens nothing of another', () => {
    const sealed = vaultOf('org-a').seal(plain, about);
    expectShut(() => vaultOf('org-b').open(sealed, about));
  });

  it('a company key cannot be given to another company by moving its row', () => {
    const wrapped = master.newWrappedKey(companyKey('org-a'));
    expectShut(() => master.within([{ sealed: wrapped, about: companyKey('org-b') }]));
  });

  it('lends a data key and zeroes it, also when the work fails', async () => {
    const company = vaultOf('org-a');
    const wrapped = company.newWrappedKey(about);
    let lent: Buffer = Buffer.alloc(0);
    await company.withKey(wrapped, about, (key) => {
      lent = key;
      expect(key.some((byte) => byte !== 0)).toBe(true);
    });
    expect(lent).toEqual(Buffer.alloc(32));

    const failing = company.withKey(wrapped, about, (key) => {
      lent = key;
      throw new Error('disk full');
    });
    await expect(failing).rejects.toThrow('disk full');
    expect(lent).toEqual(Buffer.alloc(32));
  });

  it('does not take a sealed text for a key, and nothing after close', async () => {
    const company = vaultOf('org-a');
    const sealed = company.seal(plain, about);
    await expect(company.withKey(sealed, about, () => 0)).rejects.toThrow(VaultError);
    company.close();
    expectShut(() => company.open(sealed, about));
    expectShut(() => company.seal(plain, about));
  });
});
