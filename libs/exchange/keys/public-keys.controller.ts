import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type IdPath, idPath } from '#contracts/common';
import { issuerMetadata, jwks, keyHistory, trustFile } from '#contracts/public-key';
import { Open } from '#exchange/access';
import { CONFIG, type Config } from '#platform/config';
import { Database } from '#platform/database';
import { notFound } from '#platform/errors';
import { Answers, Says, sendPublic } from '#platform/http';
import { trustFileText } from '#proof';
import { issuerOf } from './issuer.ts';
import type { SigningKey } from './signing-key.entity.ts';
import { SigningKeys } from './signing-keys.ts';
import { TrustFiles } from './trust-files.ts';

const SECONDS = 300;
const json = 'application/json; charset=utf-8';

/** What a stranger needs to check a signature. Nothing here is a secret, so nobody signs in and copies may be kept. */
@Controller()
export class PublicKeysController {
  constructor(
    private readonly database: Database,
    private readonly keys: SigningKeys,
    private readonly trust: TrustFiles,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get('.well-known/jwt-vc-issuer/c/:id')
  @Says('Gives issuer metadata (SD-JWT VC, JWT VC Issuer Metadata).')
  @Open('a verifier looks up where the keys of an issuer stand')
  @Answers('application/json', issuerMetadata)
  async metadata(
    @Param({ schema: idPath }) { id }: IdPath,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ) {
    await this.historyOf(id);
    const issuer = issuerOf(this.config.origin, id);
    return this.send(request, reply, { issuer, jwks_uri: `${issuer}/jwks.json` });
  }

  /** A compromised key is not here: it must verify nothing any more by itself. */
  @Get('c/:id/jwks.json')
  @Says("Gives an issuer's active and retired keys (RFC 7517), without compromised ones.")
  @Open('a verifier checks a signature with these keys')
  @Answers('application/json', jwks)
  async jwks(@Param({ schema: idPath }) { id }: IdPath, @Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    const keys = (await this.historyOf(id)).filter((key) => key.compromisedSince === null);
    return this.send(request, reply, {
      keys: keys.map(({ kid, algorithm, publicJwk }) => ({ ...publicJwk, kid, alg: algorithm, use: 'sig' })),
    });
  }

  @Get('c/:id/keys')
  @Says('Gives every key this company had, and when each was good.')
  @Open('a verifier decides by it whether a key was good when it signed')
  @Answers('application/json', keyHistory)
  async history(@Param({ schema: idPath }) { id }: IdPath, @Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    return this.send(request, reply, {
      issuer: issuerOf(this.config.origin, id),
      keys: (await this.historyOf(id)).map(viewHistory),
    });
  }

  @Get('trust.json')
  @Says("Gives the trust file: whose key is whose, signed by the exchange's registrar; readers pin it.")
  @Open('a verifier pins it before it believes any key')
  @Answers('application/json', trustFile)
  async trustFile(@Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    const { jws } = await this.trust.current();
    return sendPublic(request, reply, { type: json, text: trustFileText(jws), seconds: SECONDS });
  }

  /** No such company, and a company without a key, look the same. */
  private async historyOf(id: string): Promise<SigningKey[]> {
    const keys = await this.database.asSystem(null, (tx) => this.keys.of(tx, id));
    if (keys.length === 0) throw notFound('Issuer');
    return keys;
  }

  private send(request: FastifyRequest, reply: FastifyReply, body: object) {
    return sendPublic(request, reply, { type: json, text: JSON.stringify(body), seconds: SECONDS });
  }
}

const viewHistory = ({ kid, publicJwk, algorithm, custody, validFrom, validUntil, compromisedSince }: SigningKey) => ({
  kid,
  publicJwk,
  algorithm,
  custody,
  validFrom: validFrom.toISOString(),
  validUntil: validUntil?.toISOString() ?? null,
  compromisedSince: compromisedSince?.toISOString() ?? null,
});
