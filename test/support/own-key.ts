import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from './client.ts';

const signer = join(process.cwd(), 'apps/cli/example-signer.mjs');

/** A key a company keeps itself: a private JWK in a file of its own, used through the example signer and nothing else. */
export class OwnKey {
  private readonly folder = mkdtempSync(join(tmpdir(), 'warifu-own-key-'));
  private readonly file = join(this.folder, 'private-key.json');
  readonly publicJwk: Record<string, string>;

  constructor() {
    this.publicJwk = JSON.parse(execFileSync(process.execPath, [signer, '--new', this.file], { encoding: 'utf8' }));
  }

  /** base64url of the 64 bytes. */
  sign(text: string): string {
    return execFileSync(process.execPath, [signer, this.file], { input: text, encoding: 'utf8' }).trim();
  }

  /** What registers this key for the company that `client` speaks for. */
  async registration(client: Client) {
    const { challenge } = (await client.post('/v1/keys/challenges', { publicJwk: this.publicJwk })).body;
    return { custody: 'own', publicJwk: this.publicJwk, challenge, proof: this.sign(challenge) };
  }

  forget() {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
