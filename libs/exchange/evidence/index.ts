export { scanStates, Evidence } from './evidence.entity.ts';
