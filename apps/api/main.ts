import { DataSource } from 'typeorm';
import { loadConfig } from '#platform/config';
import { startFailed } from '#platform/log';
import { Metrics, serveMetrics } from '#platform/metrics';
import { createApi } from './api.ts';

try {
  const config = loadConfig(process.env);
  const app = await createApi(config);
  await serveMetrics({
    metrics: app.get(Metrics),
    host: config.host,
    port: config.metricsPort,
    ready: async () => void (await app.get(DataSource).query('select 1')),
  });
  await app.listen(config.port, config.host);
} catch (error) {
  startFailed(error);
}
