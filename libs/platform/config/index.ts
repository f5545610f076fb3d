export { CONFIG, type Config, configProvider, loadConfig } from './config.ts';
