import { register } from 'node:module';

// For tests and development only: lets a worker thread load TypeScript, which Node 20 cannot do by itself.
// Built code never gets here.
register('./source-hooks.mjs', import.meta.url);
