/** One answer, read whole. `body` is the parsed JSON, or undefined when there is none. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly bytes: Buffer;
  // biome-ignore lint: tests look into answers freely
  readonly body: Body;
}

/** Tests look into answers freely; a wrong path is a failing assertion, not a type error. */
// oxlint-disable-next-line typescript/no-explicit-any
type Body = any;

interface Sent {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Speaks to the API as one caller: with a session cookie, an API key, or nothing. */
export class Client {
  constructor(
    readonly origin: string,
    readonly credentials: { readonly cookie?: string; readonly key?: string } = {},
  ) {}

  /** The same browser after an answer that set its cookie. */
  as(answer: Answer) {
    const cookie = answer.headers.getSetCookie()[0]?.split(';')[0];
    if (!cookie) throw new Error(`This answer (${answer.status}) sets no cookie: ${answer.text}`);
    return new Client(this.origin, { cookie });
  }

  get(path: string, headers: Record<string, string> = {}) {
    return this.send('GET', path, { headers });
  }
  post(path: string, body?: unknown, headers: Record<string, string> = {}) {
    return this.send('POST', path, { body, headers });
  }
  put(path: string, body?: unknown, headers: Record<string, string> = {}) {
    return this.send('PUT', path, { body, headers });
  }
  patch(path: string, body?: unknown, headers: Record<string, string> = {}) {
    return this.send('PATCH', path, { body, headers });
  }
  delete(path: string, headers: Record<string, string> = {}) {
    return this.send('DELETE', path, { headers });
  }

  async send(method: string, path: string, { body, headers }: Sent = {}): Promise<Answer> {
    const { cookie, key } = this.credentials;
    const raw = typeof body === 'string' || body instanceof FormData || body instanceof Uint8Array;
    const answer = await fetch(this.origin + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(body === undefined || raw ? {} : { 'content-type': 'application/json' }),
        ...(cookie ? { cookie, origin: this.origin } : {}),
        ...(key ? { authorization: `Bearer ${key}` } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body: raw ? (body as NonNullable<RequestInit['body']>) : JSON.stringify(body) }),
    });
    const bytes = Buffer.from(await answer.arrayBuffer());
    const text = new TextDecoder().decode(bytes);
    const isJson = /json/.test(answer.headers.get('content-type') ?? '') && text !== '';
    return { status: answer.status, headers: answer.headers, text, bytes, body: isJson ? JSON.parse(text) : undefined };
  }
}
