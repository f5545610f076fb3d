import { hash, randomBytes } from 'node:crypto';
import { SDJwtInstance } from '@sd-jwt/core';
import { cutPresentation, verifySdJwt, wholeEdition } from '#proof';
import { nodeCrypto } from '#proof/crypto-node';
import { bind, type GivenKey, key, level, NONCE, NOW, ports, READER, scope, world } from './given.ts';

/** The parts of a processed edition that are looked at here. */
interface Read {
  readonly items: Record<string, unknown>;
  readonly items_x: unknown[];
  readonly approver: unknown;
}

/*
 * A library nobody here wrote reads what we issue, and we read what it issues. It is lenient (see libs/proof/README.md),
 * so its yes proves that our tokens are ordinary SD-JWTs, never that they are safe.
 */
function peer(issuer: GivenKey, holder?: GivenKey) {
  const sign = (by: GivenKey) => (data: string) => Buffer.from(by.sign(data)).toString('base64url');
  const verify = (by: GivenKey) => (data: string, signature: string) =>
    nodeCrypto.verify(by.jwk, data, Buffer.from(signature, 'base64url'));
  return new SDJwtInstance({
    hasher: (data: string | ArrayBuffer) =>
      new Uint8Array(hash('sha256', typeof data === 'string' ? data : new Uint8Array(data), 'buffer')),
    hashAlg: 'sha-256',
    saltGenerator: () => randomBytes(16).toString('base64url'),
    signer: sign(issuer),
    signAlg: issuer.alg,
    verifier: verify(issuer),
    ...(holder ? { kbSigner: sign(holder), kbSignAlg: holder.alg, kbVerifier: verify(holder) } : {}),
  });
}

describe.each(['ES256', 'Ed25519'] as const)('with @sd-jwt/core, %s', (alg) => {
  it('it verifies our whole edition and sees every item and level', async () => {
    const own = {
      id: 'own-1',
      title: { ja: '自社項目' },
      levels: [level('a'), level('b'), level('c'), level('d')] as const,
    };
    const { edition, signer } = world({ companyItems: [own] }, alg);
    const { payload } = await peer(signer).verify(wholeEdition(edition), { currentDate: NOW } as never);
    const read = payload as unknown as Read;
    expect(read.items['K1-01']).toEqual({
      n: { l1: level('K1-01 l1'), l2: level('K1-01 l2'), l3: level('K1-01 l3'), l4: level('K1-01 l4') },
    });
    expect(read.items_x).toMatchObject([{ id: 'own-1', title: { ja: '自社項目' }, l4: level('d') }]);
    expect(read.approver).toEqual({ ja: '導線 みお' });
  });

  it('it verifies our bound presentation, and sees no more than was cut', async () => {
    const given = world({}, alg);
    const presentation = bind(given, cutPresentation(given.edition, scope({ 'K1-02': 1 })));
    const { payload, kb } = await peer(given.signer, given.presentation).verify(presentation, {
      keyBindingNonce: NONCE,
      currentDate: NOW,
    } as never);
    const read = payload as unknown as Read;
    expect(read.items['K1-02']).toEqual({ n: { l1: level('K1-02 l1') } });
    expect(read.items['K1-01']).toEqual({});
    expect(kb?.payload.aud).toBe(READER);
  });

  it.each(ports)('we verify what it issues and presents with key binding, on %s', async (_, crypto) => {
    const issuer = key(alg);
    const holder = key();
    const library = peer(issuer, holder);
    const claims = {
      iss: 'https://peer.example',
      iat: NOW - 60,
      cnf: { jwk: holder.jwk },
      a: { b: 1, c: 2 },
      list: ['x', 'y'],
      share: 0.5,
    };
    const frame = { _sd: ['a', 'share'], a: { _sd: ['b', 'c'] }, list: { _sd: [0, 1] }, _sd_decoy: 3 };
    const issued = await library.issue(claims as never, frame as never, { header: { typ: 'example+sd-jwt' } });
    const whole = await verifySdJwt(issued, { keys: [{ jwk: issuer.jwk }], now: NOW }, crypto);
    expect(whole.payload).toEqual(claims);

    const kb = { payload: { iat: NOW, aud: READER, nonce: NONCE } };
    const presented = await library.present(issued, { a: { b: true }, list: { 1: true } } as never, { kb });
    const expected = { keys: [{ jwk: issuer.jwk }], now: NOW, audience: READER, nonce: NONCE };
    const { payload, keyBinding } = await verifySdJwt(presented, expected, crypto);
    expect(payload).toEqual({ iss: claims.iss, iat: claims.iat, cnf: claims.cnf, a: { b: 1 }, list: ['y'] });
    expect(keyBinding).toEqual({ audience: READER, nonce: NONCE, issuedAt: NOW });
    const elsewhere = verifySdJwt(presented, { ...expected, audience: 'https://other.example' }, crypto);
    await expect(elsewhere).rejects.toMatchObject({ code: 'audience-mismatch' });
  });
});
