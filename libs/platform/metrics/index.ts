export { Metrics } from './metrics.ts';
export { measureHttp } from './measure-http.ts';
export { serveMetrics, type MetricsServer } from './metrics-server.ts';
