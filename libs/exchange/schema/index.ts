export { createDataSource, entities } from './data-source.ts';
export { migrate } from './migrate.ts';
