import { randomUUID } from 'node:crypto';
import type { Client } from '../support/client.ts';

/** One answer as it came, with what was asked, so that a failing assertion can name it. */
export interface Probed {
  readonly asked: string;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly problem: { readonly code: string; readonly errors?: readonly { readonly pointer: string }[] } | undefined;
}

interface Ask {
  readonly body?: unknown;
  /** Bytes or text sent as they are, instead of `body`. */
  readonly raw?: string | Uint8Array<ArrayBuffer> | FormData;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Answers that anybody may keep: public keys and the trust file, and nothing else. */
const cacheable = [/^\/\.well-known\//, /^\/c\/[^/]+\/(jwks\.json|keys)$/, /^\/trust\.json$/];

// What only the inside knows: stack frames, SQL, paths, libraries, drivers.
const insides =
  /\bat .+:\d+:\d+|node_modules|node:internal|\/libs\/|\/dist\/|\bselect .+ from\b|\binsert into\b|syntax error at|relation "|column "|violates|FST_|ERR_|TypeORM|QueryFailed|postgres|fastify|nestjs|zod/i;

/** Sends whatever a test wants, and holds every answer against the rules that every answer keeps. */
export class Prober {
  readonly broken: string[] = [];
  count = 0;

  constructor(
    readonly origin: string,
    /** `before` runs ahead of every request: a walk is not stopped by limits on guessing, which have their own tests. */
    private readonly how: { readonly secure?: boolean; readonly before?: () => Promise<unknown> } = {},
  ) {}

  async ask(client: Client | undefined, method: string, path: string, ask: Ask = {}): Promise<Probed> {
    const { cookie, key } = client?.credentials ?? {};
    await this.how.before?.();
    const json = ask.raw === undefined && ask.body !== undefined;
    const answer = await fetch(this.origin + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(json || typeof ask.raw === 'string' ? { 'content-type': 'application/json' } : {}),
        ...(cookie ? { cookie, origin: this.origin } : {}),
        ...(key ? { authorization: `Bearer ${key}` } : {}),
        'idempotency-key': randomUUID(),
        ...ask.headers,
      },
      ...(json ? { body: JSON.stringify(ask.body) } : ask.raw === undefined ? {} : { body: ask.raw }),
    });
    const text = await answer.text();
    const asked = `${method} ${path.length > 200 ? `${path.slice(0, 200)}…` : path}`;
    this.count += 1;
    const problem = problemIn(text);
    const probed = { asked, status: answer.status, headers: answer.headers, text, problem };
    for (const complaint of this.complaints(path.split('?')[0] ?? '', probed)) {
      this.broken.push(`${asked} ${JSON.stringify(ask.body ?? null).slice(0, 120)} → ${answer.status}: ${complaint}`);
    }
    return probed;
  }

  /** 3.2.1, 3.4.x, 4.1.1, 13.4.6, 14.3.2, 16.5.1: what holds for every answer whatever was asked. */
  private *complaints(path: string, { asked, status, headers, text, problem }: Probed): Generator<string> {
    const is = (name: string) => headers.get(name) ?? '';
    if (status >= 500) yield `a server error: ${text.slice(0, 200)}`;
    if (is('x-content-type-options') !== 'nosniff') yield 'no nosniff';
    const file = is('content-disposition').startsWith('attachment');
    if (
      !(file && is('content-security-policy') === "default-src 'none'; sandbox") &&
      !/default-src 'none'.*object-src 'none'.*base-uri 'none'.*frame-ancestors 'none'/.test(
        is('content-security-policy'),
      )
    )
      yield `policy ${is('content-security-policy')}`;
    if (/unsafe/.test(is('content-security-policy'))) yield 'an unsafe policy';
    if (is('referrer-policy') !== 'no-referrer') yield 'no referrer policy';
    if (is('x-frame-options') !== 'DENY') yield 'may be framed';
    if (this.how.secure && !/max-age=31536000; includeSubDomains/i.test(is('strict-transport-security')))
      yield 'no HSTS';
    if (!/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-/.test(is('x-request-id'))) yield 'no request id of ours';
    for (const name of ['server', 'x-powered-by', 'via', 'x-aspnet-version'])
      if (headers.has(name)) yield `${name} banner`;
    const open = cacheable.some((one) => one.test(path)) && (status === 200 || status === 304);
    if (!open && is('cache-control') !== 'no-store') yield `cache-control ${is('cache-control')}`;
    if (!open && is('cross-origin-resource-policy') !== 'same-origin') yield 'may be embedded elsewhere';
    if (!open && headers.has('access-control-allow-origin')) yield 'CORS';
    if (text !== '' && !/^[a-z]+\/[a-z0-9.+-]+(; charset=utf-8)?$/.test(is('content-type')))
      yield `type ${is('content-type')}`;
    if (
      !file && // a customer's text is in whatever encoding it came in, and is never shown here
      /^(text\/|application\/(problem\+)?json)/.test(is('content-type')) &&
      !is('content-type').endsWith('charset=utf-8')
    )
      yield `no charset: ${is('content-type')}`;
    if (status < 400 || asked.startsWith('HEAD ')) return; // a HEAD answer has no body by HTTP itself
    if (is('content-type') !== 'application/problem+json; charset=utf-8')
      yield `an error as ${is('content-type')}: ${text.slice(0, 80)}`;
    if (!problem) yield 'no problem body';
    if (insides.test(text)) yield `tells of the inside: ${insides.exec(text)?.[0]}`;
  }
}

function problemIn(text: string): Probed['problem'] {
  try {
    const body = JSON.parse(text);
    return typeof body?.code === 'string' && typeof body?.detail === 'string' && body.status ? body : undefined;
  } catch {
    return undefined;
  }
}
