export { createDataSource, entities } from './data-source.ts';
export { migrations } from './migrations/index.ts';
export { migrate } from './migrate.ts';
