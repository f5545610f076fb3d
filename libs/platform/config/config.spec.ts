import { loadConfig } from './config.ts';

const sound = {
  NODE_ENV: 'production',
  PUBLIC_ORIGIN: 'https://warifu.example',
  DATABASE_URL: 'postgres://app:x@postgres/warifu',
  WARIFU_MASTER_KEY: 'a'.repeat(43),
};

/** Each is refused, and the sentence says which setting it is. (12.3.1 13.4.2) */
const refused: Record<string, Record<string, string | undefined>> = {
  'PUBLIC_ORIGIN must be set': { PUBLIC_ORIGIN: undefined },
  'PUBLIC_ORIGIN must be https': { PUBLIC_ORIGIN: 'http://warifu.example' },
  'PUBLIC_ORIGIN must not have a path': { PUBLIC_ORIGIN: 'https://warifu.example/app' },
  'WARIFU_DEMO must not be set in production': { WARIFU_DEMO: '1' },
  'WARIFU_MASTER_KEY must be set': { WARIFU_MASTER_KEY: undefined },
  'LOG_LEVEL must not be debug': { LOG_LEVEL: 'debug' },
  'DATABASE_URL must use TLS': { DATABASE_URL: 'postgres://app:x@db.example.com/warifu' },
  'REDIS_URL must be rediss': { REDIS_URL: 'redis://cache.example.com' },
  'MAIL_URL must be smtps': { MAIL_URL: 'smtp://mail.example.com' },
  'DATABASE_URL: must start with postgres': { DATABASE_URL: 'mysql://x' },
  TRUSTED_PROXIES: { TRUSTED_PROXIES: '99' },
  NODE_ENV: { NODE_ENV: 'prod' },
};

test('13.4.2 a sound production configuration is taken, and frozen', () => {
  const config = loadConfig(sound);
  expect([config.production, config.secure, config.demo]).toEqual([true, true, false]);
  expect(Object.isFrozen(config)).toBe(true);
});

test.each(Object.entries(refused))('12.3.1 13.4.2 refused by name: %s', (words, wrong) => {
  expect(() => loadConfig({ ...sound, ...wrong })).toThrow(words);
});

test('every problem is told at once', () => {
  expect(() => loadConfig({ ...sound, WARIFU_DEMO: '1', LOG_LEVEL: 'debug' })).toThrow(/WARIFU_DEMO.*LOG_LEVEL/);
});

test('12.3.1 TLS is asked for off this host and network only, and verified', () => {
  for (const DATABASE_URL of [
    'postgres://a:b@127.0.0.1/w',
    'postgres://a:b@postgres/w',
    'postgres://a:b@db.example.com/w?sslmode=verify-full',
  ]) {
    expect(loadConfig({ ...sound, DATABASE_URL }).databaseUrl).toBe(DATABASE_URL);
  }
  expect(() => loadConfig({ ...sound, DATABASE_URL: 'postgres://a:b@db.example.com/w?sslmode=require' })).toThrow(
    'DATABASE_URL',
  );
});

test('the demonstration runs on loopback only', () => {
  const demo = { DATABASE_URL: 'postgres://a:b@127.0.0.1/w', WARIFU_DEMO: '1' };
  expect(loadConfig(demo).demo).toBe(true);
  expect(() => loadConfig({ ...demo, HOST: '0.0.0.0' })).toThrow('WARIFU_DEMO');
});
