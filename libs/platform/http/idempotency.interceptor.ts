import { createHash } from 'node:crypto';
import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { Database, type Tx } from '#platform/database';
import { invalid, Refusal } from '#platform/errors';

interface Remembered {
  readonly request_hash: Buffer;
  readonly status: number;
  readonly body: unknown;
}

type Asked = FastifyRequest & {
  readonly user?: {
    readonly organizationId?: string | null;
    readonly personId?: string | null;
    readonly sessionId?: string;
  };
};

/**
 * `Idempotency-Key` on a POST: the same key gives the same answer, on every replica, for 7 days. The effect and the
 * remembered answer are one transaction, so a process killed in between has either done both or neither.
 */
@Injectable()
export class Idempotency implements NestInterceptor {
  constructor(private readonly database: Database) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<Asked>();
    const key = request.headers['idempotency-key'];
    const owner = ownerOf(request.user);
    if (request.method !== 'POST' || key === undefined || !owner) return next.handle();
    if (typeof key !== 'string' || !/^[\x21-\x7e]{8,200}$/.test(key)) {
      throw invalid('idempotency-key', 'Must be 8 to 200 printable ASCII characters, for example a UUID.');
    }
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return from(this.once({ owner, key, hash: hashOf(request) }, reply, () => lastValueFrom(next.handle())));
  }

  private async once(
    claim: { readonly owner: string; readonly key: string; readonly hash: Buffer },
    reply: FastifyReply,
    handle: () => Promise<unknown>,
  ): Promise<unknown> {
    return this.database.atOnce(async (tx) => {
      // The claim blocks a twin on another replica until this transaction ends, whichever way it ends.
      const claimed = await tx.query(
        `insert into idempotency_keys (owner_id, key, request_hash, status) values ($1, $2, $3, 0)
         on conflict do nothing returning 1`,
        [claim.owner, claim.key, claim.hash],
      );
      if (claimed.length === 0) return this.replay(tx, claim, reply);
      const body = await handle();
      await tx.query(`update idempotency_keys set status = $3, body = $4 where owner_id = $1 and key = $2`, [
        claim.owner,
        claim.key,
        reply.statusCode,
        JSON.stringify(withoutSecrets(body) ?? null),
      ]);
      return body;
    });
  }

  private async replay(tx: Tx, claim: { owner: string; key: string; hash: Buffer }, reply: FastifyReply) {
    const [known]: Remembered[] = await tx.query(
      `select request_hash, status, body from idempotency_keys where owner_id = $1 and key = $2`,
      [claim.owner, claim.key],
    );
    if (!known)
      throw new Refusal('try-again', 'The first request with this key has just been rolled back. Try again.', {
        retryAfter: 1,
      });
    if (!known.request_hash.equals(claim.hash)) {
      throw new Refusal('key-reused', 'This Idempotency-Key was used for another request. Use a new one.');
    }
    void reply.status(known.status).header('idempotency-replayed', 'true');
    return known.body ?? undefined;
  }
}

/**
 * The company a request is made for, or the operator. A person managing their own sign-in has no keys: what such a
 * request makes is a new session, and a remembered answer would bring back neither its cookie nor the one it ended.
 */
function ownerOf(user: Asked['user']): string | undefined {
  if (!user || user.sessionId !== undefined) return undefined;
  return user.organizationId ?? user.personId ?? undefined;
}

function hashOf(request: FastifyRequest) {
  return createHash('sha256')
    .update(`${request.method} ${request.url}\n${JSON.stringify(request.body ?? null)}`)
    .digest();
}

/** A secret is shown once; a replay returns the object without it. By convention the field is called `secret`. */
function withoutSecrets(body: unknown): unknown {
  if (Array.isArray(body)) return body.map(withoutSecrets);
  if (typeof body !== 'object' || body === null) return body;
  return Object.fromEntries(
    Object.entries(body).flatMap(([name, value]) => (name === 'secret' ? [] : [[name, withoutSecrets(value)]])),
  );
}
