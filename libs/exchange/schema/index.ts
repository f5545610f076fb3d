export { createDataSource } from './data-source.ts';
export { migrations } from './migrations/index.ts';
export { migrate } from './migrate.ts';
export { type Protection, protection } from './protection.ts';
export { mustBePowerless } from './roles.ts';
