import { compactOf, decodeBase64url, readPublicJwk, verifySdJwt } from '#proof';
import { describeVectors, key, NOW, ports } from './given.ts';

/*
 * What passing means, file by file. We sign and check with ES256 and Ed25519 only and never encrypt tokens, so most of
 * the cookbook is here to be refused, for the stated reason.
 */
type Meaning =
  | 'signature holds' /* Ed25519: the signature over the stated input verifies, and no altered one does */
  | 'key refused' /* a key of another kind: P-521, RSA, symmetric */
  | 'token refused' /* RS256, ES512, HS256, detached, unprotected or unencoded payload */
  | 'encrypted, refused'; /* JWE: not a signed statement */
const table: Record<string, Meaning> = {
  '6.nesting_signatures_and_encryption.json': 'encrypted, refused',
  'curve25519/jws.json': 'signature holds',
  'jwe/5_10.including_additional_authentication_data.json': 'encrypted, refused',
  'jwe/5_12.protecting_content_only.json': 'encrypted, refused',
  'jwe/5_2.key_encryption_using_rsa-oaep_with_aes-gcm.json': 'encrypted, refused',
  'jwe/5_4.key_agreement_with_key_wrapping_using_ecdh-es_and_aes-keywrap_with_aes-gcm.json': 'encrypted, refused',
  'jwe/5_6.direct_encryption_using_aes-gcm.json': 'encrypted, refused',
  'jwe/5_8.key_wrap_using_aes-keywrap_with_aes-gcm.json': 'encrypted, refused',
  'jwk/3_1.ec_public_key.json': 'key refused',
  'jwk/3_3.rsa_public_key.json': 'key refused',
  'jwk/3_5.symmetric_key_mac_computation.json': 'key refused',
  'jws/4_1.rsa_v15_signature.json': 'token refused',
  'jws/4_3.ecdsa_signature.json': 'token refused',
  'jws/4_5.signature_with_detached_content.json': 'token refused',
  'jws/4_7.protecting_content_only.json': 'token refused',
  'rfc7797/4.2.hmac-sha2_b64_false.json': 'token refused',
};

describeVectors('jose-cookbook', (read, files) => {
  it('leaves no file out', () => {
    expect(files).toEqual(Object.keys(table).sort());
  });

  const of = (...meanings: Meaning[]) => Object.keys(table).filter((file) => meanings.includes(table[file] as Meaning));
  /** Every spelling of the token in a file: compact, and JSON with and without a list of signatures or recipients. */
  const spellings = (output: Record<string, unknown>) =>
    ['compact', 'json', 'json_flat'].flatMap((name) => (output[name] ? [output[name]] : []));

  describe.each(ports)('on %s', (_, crypto) => {
    it.each(of('signature holds'))('%s', async (file) => {
      const { input, signing } = JSON.parse(read(file));
      const jwk = readPublicJwk(input.key);
      const signature = decodeBase64url(signing.sig, 'signature');
      expect(await crypto.verify(jwk, signing['sig-input'], signature)).toBe(true);
      expect(await crypto.verify(jwk, `${signing['sig-input']}A`, signature)).toBe(false);
    });

    it.each(of('token refused', 'encrypted, refused'))('%s', async (file) => {
      const vector = JSON.parse(read(file));
      // The nesting example has two layers, a PS256 signature inside an encryption; neither is for us.
      const layers = vector.output ? [vector] : [vector.sign, vector.encrypt];
      const tokens = layers.flatMap(({ output }) => spellings(output));
      expect(tokens.length).toBeGreaterThan(0);
      for (const token of tokens) {
        const checked = async () => {
          const compact = typeof token === 'string' ? `${token}~` : compactOf(JSON.stringify(token));
          return verifySdJwt(compact, { keys: [{ jwk: key().jwk }], now: NOW }, crypto);
        };
        await expect(checked()).rejects.toMatchObject({ name: 'ProofError' });
      }
      for (const { input } of layers) if (input.key) expect(() => readPublicJwk(input.key)).toThrow('key-unknown');
    });
  });

  it.each(of('key refused'))('%s', (file) => {
    expect(() => readPublicJwk(JSON.parse(read(file)))).toThrow('key-unknown');
  });
});
