import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Metrics } from './metrics.ts';

/** Counts and times every answer by its route pattern, so that no id of anybody becomes a label. */
export function measureHttp(app: NestFastifyApplication, metrics: Metrics): void {
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onResponse', async (request, reply) => {
      const route = request.is404 ? 'none' : (request.routeOptions.url ?? 'none');
      metrics.requests.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000);
    });
}
