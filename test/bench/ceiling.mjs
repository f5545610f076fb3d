import { createCipheriv, createHash, randomBytes, randomInt, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import pg from 'pg';
import {
  issueStatement,
  latestStatement,
  publishStatement,
  readStatement,
  revokeStatement,
} from './ceiling-statements.mjs';
import { makeEdition, newKey } from './edition.mjs';

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

const signer = newKey();
const sealingKey = randomBytes(32);

/** An edition made, signed and stored: what publishing is without drafts, approvals, keys to unseal and custody. */
async function publish(request, response) {
  await bodyText(request);
  const token = hash(request.headers.cookie);
  const { rows: found } = await pool.query({ name: 'latest', text: latestStatement, values: [token] });
  const [{ organization_id: organizationId, number: last, hash: previous }] = found;
  const presentation = newKey();
  const number = (last ?? 0) + 1;
  const edition = makeEdition({
    organizationId,
    number,
    ...(previous ? { previous: previous.toString('base64url') } : {}),
    key: signer,
    presentationKey: presentation.jwk,
  });
  const cipher = createCipheriv('aes-256-gcm', sealingKey, randomBytes(12));
  const sealed = cipher.update(presentation.privateKey.export({ format: 'der', type: 'pkcs8' }));
  const { id, jwt, disclosures, itemIds } = edition;
  const place = randomInt(2 ** 31 - 1);
  const kid = process.env.SIGNING_KEY;
  const values = [token, id, kid, jwt, disclosures, itemIds, edition.hash, number, sealed, place, randomUUID()];
  const { rows } = await pool.query({ name: 'publish', text: publishStatement, values });
  send(response, rows[0] ? 201 : 404, JSON.stringify({ id, number }));
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

function route(request, response) {
  const [, , noun, id, verb] = request.url.split('/');
  if (request.method === 'GET' && verb === 'disclosure') return read(request, response, id);
  if (request.method === 'POST' && verb === 'revocation') return revoke(request, response, id);
  if (request.method === 'POST' && noun === 'grants') return issue(request, response);
  if (request.method === 'POST' && noun === 'editions') return publish(request, response);
  return pool.query('select 1').then(() => send(response, 200, '{}'));
}

const server = createServer((request, response) => {
  route(request, response).catch((error) => {
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
