export { Metrics } from './metrics.ts';
export { measureHttp } from './measure-http.ts';
export { serveMetrics } from './metrics-server.ts';
