#!/usr/bin/env node
// Signs with a key that never leaves your machine: an example to replace with your own KMS or HSM. Needs Node only.
//
//   node example-signer.mjs private-key.json < signing-input.txt
//
// Reads exactly the bytes to sign from standard input (no line break is added or removed), prints the signature, 64 bytes
// in base64url, to standard output. The key is a private JWK: P-256 (ES256) or Ed25519. A new one:
//
//   node example-signer.mjs --new private-key.json        (prints the public half, to register)
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

const [first, second] = process.argv.slice(2);

if (first === '--new' && second !== undefined) {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  writeFileSync(second, `${JSON.stringify(privateKey.export({ format: 'jwk' }))}\n`, { mode: 0o600, flag: 'wx' });
  console.log(JSON.stringify(createPublicKey(privateKey).export({ format: 'jwk' })));
} else if (first !== undefined && second === undefined) {
  const key = createPrivateKey({ key: JSON.parse(readFileSync(first, 'utf8')), format: 'jwk' });
  const input = readFileSync(0);
  // Without `ieee-p1363` an ECDSA signature would be DER, which is not what JOSE wants.
  const signature =
    key.asymmetricKeyType === 'ed25519'
      ? sign(null, input, key)
      : sign('sha256', input, { key, dsaEncoding: 'ieee-p1363' });
  console.log(signature.toString('base64url'));
} else {
  console.error('Usage: example-signer.mjs PRIVATE-KEY.json < signing-input    or    --new PRIVATE-KEY.json');
  process.exitCode = 2;
}
