import { generateKeyPairSync, hash, randomBytes } from 'node:crypto';
import { SDJwtInstance } from '@sd-jwt/core';
import { isJsonObject, type JsonObject, parseStrictJson } from '#contracts/strict-json';
import { compactOf, readPublicJwk, verifySdJwt } from '#proof';
import { signWithNode } from '#proof/crypto-node';
import { describeVectors, NOW, ports } from './given.ts';

/*
 * What passing means, file by file.
 *
 * token     reference implementation: the issuance verifies with every disclosure; the presentation verifies, with the
 *           stated nonce and audience where it is key-bound, and gives exactly the expected contents.
 * json      the same in JSON serialisation, brought to compact form first.
 * text      an example printed in RFC 9901 or the SD-JWT VC draft: it verifies; where the text prints a result we give
 *           that result, where it prints none (issuance examples) the disclosures are those the text lists.
 * claims    no token inside, only claims and frames: a peer library issues and presents by them, we must read from it
 *           what the file expects to be presented.
 */
type Kind = 'token' | 'json' | 'text' | 'claims';
const table: Record<string, Kind> = {
  'reference-impl/ex-address_only_recursive.json': 'token',
  'reference-impl/ex-address_only_structured_one_open.json': 'token',
  'reference-impl/ex-complex_eidas.json': 'token',
  'reference-impl/ex-complex_ekyc.json': 'token',
  'reference-impl/ex-json_serialization_flattened.json': 'json',
  'reference-impl/ex-simple.json': 'token',
  'reference-impl/ex-simple_structured.json': 'token',
  'reference-impl/ex-w3c-vc_for_slide_deck.json': 'token',
  'reference-impl/oauth-address_only_recursive.json': 'token',
  'reference-impl/oauth-address_only_structured_one_open.json': 'token',
  'reference-impl/oauth-complex_eidas.json': 'token',
  'reference-impl/oauth-complex_ekyc.json': 'token',
  'reference-impl/oauth-json_serialization_flattened.json': 'json',
  'reference-impl/oauth-simple.json': 'token',
  'reference-impl/oauth-simple_structured.json': 'token',
  'reference-impl/oauth-w3c-vc_for_slide_deck.json': 'token',
  'reference-impl/tc-array_data_types.json': 'token',
  'reference-impl/tc-array_in_sd.json': 'token',
  'reference-impl/tc-array_none_disclosed.json': 'token',
  'reference-impl/tc-array_of_objects.json': 'token',
  'reference-impl/tc-array_recursive_sd.json': 'token',
  'reference-impl/tc-json_serialization_flattened.json': 'json',
  'reference-impl/tc-key_binding.json': 'token',
  'reference-impl/tc-object_data_types.json': 'token',
  'reference-impl/vc-01.json': 'token',
  'reference-impl/vc-03-pid.json': 'token',
  'sd-jwt-js-cases/array_data_types.json': 'claims',
  'sd-jwt-js-cases/array_in_sd.json': 'claims',
  'sd-jwt-js-cases/array_none_disclosed.json': 'claims',
  'sd-jwt-js-cases/array_of_objects.json': 'claims',
  'sd-jwt-js-cases/array_recursive_sd.json': 'claims',
  'sd-jwt-js-cases/key_binding.json': 'claims',
  'sd-jwt-js-cases/object_data_types.json': 'claims',
  'spec-text/rfc9901-line1125.json': 'text',
  'spec-text/rfc9901-line1164.json': 'text',
  'spec-text/rfc9901-line2817.json': 'text',
  'spec-text/rfc9901-line3670.json': 'text',
  'spec-text/rfc9901-line3900.json': 'text',
  'spec-text/sd-jwt-vc-line0652.json': 'text',
  'spec-text/sd-jwt-vc-line0690.json': 'text',
};

describeVectors('sd-jwt', (read, files) => {
  it('leaves no file out', () => {
    expect(files).toEqual(Object.keys(table).sort());
  });

  const vector = (file: string) => parseStrictJson(read(file), { floats: true, maxDepth: 64 }) as JsonObject;
  const of = (...kinds: Kind[]) => Object.keys(table).filter((file) => kinds.includes(table[file] as Kind));

  describe.each(ports)('on %s', (_, crypto) => {
    it.each(of('token', 'json'))('%s', async (file) => {
      const { issuer_public_jwk: jwk, kb_jwt_serialized: bound, ...given } = vector(file);
      const compact = (text: unknown) => (table[file] === 'json' ? compactOf(String(text)) : String(text));
      const expected = { keys: [{ jwk: readPublicJwk(jwk) }], now: NOW };
      const issued = await verifySdJwt(compact(given['sd_jwt_issuance']), expected, crypto);
      expect(Object.keys(issued.payload)).toEqual(expect.arrayContaining(Object.keys(given['user_claims'] as object)));

      const reader = bound
        ? { audience: String(given['kb_expected_aud']), nonce: String(given['kb_expected_nonce']) }
        : {};
      const presented = await verifySdJwt(compact(given['sd_jwt_presentation']), { ...expected, ...reader }, crypto);
      expect(presented.payload).toEqual(given['verified_contents']);
      expect(presented.keyBinding !== undefined).toBe(bound !== undefined);
    });

    it.each(of('text'))('%s', async (file) => {
      const { issuer_public_jwk: jwk, compact, kb, processed_payload_printed: printed, disclosures } = vector(file);
      const verified = await verifySdJwt(String(compact), { keys: [{ jwk: readPublicJwk(jwk) }], now: NOW }, crypto);
      if (printed) expect(verified.payload).toEqual(printed);
      else {
        const text = JSON.stringify(verified.payload);
        for (const disclosure of disclosures as unknown[][]) {
          const value = disclosure.at(-1);
          if (typeof value !== 'object') expect(text).toContain(JSON.stringify(value));
        }
      }
      const payload = isJsonObject(kb) && isJsonObject(kb['payload']) ? kb['payload'] : undefined;
      expect(verified.keyBinding?.nonce).toBe(payload?.['nonce']);
      expect(verified.keyBinding?.audience).toBe(payload?.['aud']);
    });

    it.each(of('claims'))('%s', async (file) => {
      const { claims, disclosureFrame, presentationFrames, presentedClaims } = vector(file);
      const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const peer = new SDJwtInstance({
        hasher: (data, alg) =>
          new Uint8Array(hash(alg.replace('-', ''), typeof data === 'string' ? data : new Uint8Array(data), 'buffer')),
        hashAlg: 'sha-256',
        saltGenerator: (length) => randomBytes(length).toString('base64url'),
        signer: (data) => Buffer.from(signWithNode('ES256', privateKey, data)).toString('base64url'),
        signAlg: 'ES256',
      });
      const issued = await peer.issue(claims as never, disclosureFrame as never, { header: { typ: 'example+sd-jwt' } });
      const presented = await peer.present(issued, presentationFrames as never);
      const jwk = readPublicJwk(JSON.parse(JSON.stringify(publicKey.export({ format: 'jwk' }))));
      const { payload } = await verifySdJwt(presented, { keys: [{ jwk }], now: NOW }, crypto);
      expect(payload).toMatchObject(presentedClaims as object);
    });
  });
});
