import { createHash, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import pg from 'pg';
import { issueStatement, readStatement, revokeStatement } from './ceiling-statements.mjs';

// The ceiling: node:http and pg, one prepared statement a request, no framework, no validation, no limits, no log. It
// reads and writes the product's own tables and gives the same bytes; whatever the product costs above this is ours.

const pool = new pg.Pool({
  connectionString: process.env.DATABASE_URL,
  max: Number(process.env.POOL),
  idleTimeoutMillis: 0,
  application_name: 'bench_ceiling',
});

const hash = (cookie) => createHash('sha256').update(cookie.slice('warifu='.length)).digest();

async function read(request, response, grantId) {
  const { rows } = await pool.query({
    name: 'read',
    text: readStatement,
    values: [hash(request.headers.cookie), grantId, randomUUID()],
  });
  const [row] = rows;
  if (!row) return send(response, 404, '{"code":"not-found"}');
  return send(response, 200, bodyOf(grantId, row));
}

const bodyOf = (id, row) => {
  const { purpose, label, onward, delivery, originals, ends_at: endsAt } = row;
  const grant = JSON.stringify({ id, purpose, label, onward, delivery, originals, endsAt });
  const discloser = `{"id":"${row.grantor_id}","names":${row.names},"assurance":"${row.assurance}"}`;
  const { number, published_at: publishedAt, expires_at: expiresAt } = row;
  const edition = JSON.stringify({ number, state: 'published', latest: number, publishedAt, expiresAt });
  return `{"grant":${grant},"discloser":${discloser},"edition":${edition},"disclosure":${row.view}}`;
};

async function issue(request, response) {
  const wish = JSON.parse(await bodyText(request));
  const lines = Object.entries(wish.items)
    .map(([item, level]) => `${item}=${levels[level]}`)
    .sort();
  const digest = createHash('sha256').update(lines.join('\n')).digest();
  const values = [
    hash(request.headers.cookie),
    wish.grantee,
    wish.purpose,
    digest,
    wish.until,
    wish.label,
    randomUUID(),
  ];
  const { rows } = await pool.query({ name: 'issue', text: issueStatement, values });
  send(response, rows[0] ? 201 : 404, JSON.stringify(rows[0] ?? {}));
}

const levels = { public: 1, summary: 2, detail: 3, evidence: 4 };

async function revoke(request, response, grantId) {
  const { reason } = JSON.parse(await bodyText(request));
  const values = [hash(request.headers.cookie), grantId, reason ?? null, randomUUID()];
  const { rows } = await pool.query({ name: 'revoke', text: revokeStatement, values });
  response.writeHead(rows[0] ? 204 : 404, rows[0] ? {} : { 'content-length': 0 });
  response.end();
}

async function bodyText(request) {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}

function send(response, status, body) {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
  });
  response.end(body);
}

const server = createServer((request, response) => {
  const [, , , id, verb] = request.url.split('/');
  const done =
    request.method === 'GET' && verb === 'disclosure'
      ? read(request, response, id)
      : request.method === 'POST' && verb === 'revocation'
        ? revoke(request, response, id)
        : request.method === 'POST'
          ? issue(request, response)
          : pool.query('select 1').then(() => send(response, 200, '{}'));
  done.catch((error) => {
    console.error(error);
    send(response, 500, '{}');
  });
});

server.keepAliveTimeout = 72_000; // as the product's server does
server.listen(Number(process.env.PORT), '127.0.0.1');
process.once(
  'SIGTERM',
  () => server.close(() => void pool.end().then(() => process.exit(0))) && server.closeAllConnections(),
);
