import { fastifyAdapter } from './fastify.ts';

/** The address the server takes a request to come from. */
async function addressSeen(trustedProxies: number, forwarded?: string) {
  const server = fastifyAdapter({ trustedProxies }).getInstance();
  server.get('/', async (request) => request.ip);
  const answer = await server.inject({ url: '/', ...(forwarded ? { headers: { 'x-forwarded-for': forwarded } } : {}) });
  await server.close();
  return answer.payload;
}

test('X-Forwarded-For is not believed unless the operator said how many proxies stand in front (4.1.3)', async () => {
  expect(await addressSeen(0, '203.0.113.9')).toBe('127.0.0.1');
});

test('behind one proxy the last address is what that proxy saw; what the client wrote before it is not believed', async () => {
  expect(await addressSeen(1, '203.0.113.9')).toBe('203.0.113.9');
  expect(await addressSeen(1, '198.51.100.1, 203.0.113.9')).toBe('203.0.113.9');
  expect(await addressSeen(2, '198.51.100.1, 203.0.113.9')).toBe('198.51.100.1');
});
