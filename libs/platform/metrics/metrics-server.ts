import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { collectDefaultMetrics } from 'prom-client';
import type { Metrics } from './metrics.ts';

interface Options {
  readonly metrics: Metrics;
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
  /** Throws when the process cannot do its work now. */
  readonly ready: () => Promise<void>;
}

interface MetricsServer {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * A port of its own for whoever watches the process: `/metrics` (Prometheus text), `/health/live`, `/health/ready`
 * and `/health` (the same as ready). Never reachable through the public one.
 */
export async function serveMetrics({ metrics, host, port, ready }: Options): Promise<MetricsServer> {
  collectDefaultMetrics({ register: metrics.registry });
  metrics.up.set(1);
  const server = createServer((request, response) => {
    void answer(request.url ?? '/', response).catch(() => end(response, 500, 'error'));
  });
  const answer = async (url: string, response: ServerResponse) => {
    if (url === '/metrics') return end(response, 200, await metrics.registry.metrics(), metrics.registry.contentType);
    if (url === '/health/live') return end(response, 200, 'live');
    if (url !== '/health' && url !== '/health/ready') return end(response, 404, 'not found');
    return ready().then(
      () => end(response, 200, 'ready'),
      () => end(response, 503, 'not ready'),
    );
  };
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) =>
      reject(new Error(`METRICS_PORT ${port} on ${host} cannot be used (${cause.code}). Choose another.`, { cause })),
    );
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function end(response: ServerResponse, status: number, text: string, type = 'text/plain; charset=utf-8') {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(text);
}
