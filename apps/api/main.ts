import { loadConfig } from '#platform/config';
import { createApi } from './api.ts';

const config = loadConfig(process.env);
const app = await createApi(config);
await app.listen(config.port, config.host);
