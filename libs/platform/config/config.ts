import { resolve } from 'node:path';
import { z } from 'zod';

const flag = z.enum(['0', '1', 'true', 'false']).transform((text) => text === '1' || text === 'true');
const port = z.coerce.number().int().min(0).max(65_535);
const postgresUrl = z.string().regex(/^postgres(ql)?:\/\//, 'must start with postgres://');

const environment = z.object({
  NODE_ENV: z.enum(['development', 'production', 'test']).default('development'),
  HOST: z.string().default('127.0.0.1'),
  PORT: port.default(8080),
  METRICS_PORT: port.default(9464),
  PUBLIC_ORIGIN: z.url({ protocol: /^https?$/ }).optional(),
  DATABASE_URL: postgresUrl,
  DATABASE_ADMIN_URL: postgresUrl.optional(),
  DATABASE_POOL: z.coerce.number().int().min(1).max(200).default(10),
  READING_POOL: z.coerce.number().int().min(1).max(200).default(8),
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\//, 'must start with redis://')
    .optional(),
  MAIL_URL: z
    .string()
    .regex(/^smtps?:\/\//, 'must start with smtp:// or smtps://')
    .optional(),
  DNS_SERVERS: z
    .string()
    .regex(/^[0-9a-fA-F.:[\],]+$/, 'must be addresses of name servers, separated by commas')
    .optional(),
  MAIL_FROM: z.string().default('Warifu <no-reply@warifu.example>'),
  WARIFU_HOME: z.string().default('.warifu'),
  WARIFU_MASTER_KEY: z.string().optional(),
  WARIFU_PREVIOUS_MASTER_KEYS: z.string().optional(),
  EVIDENCE_URL: z.string().optional(),
  S3_ACCESS_KEY_ID: z.string().optional(),
  S3_SECRET_ACCESS_KEY: z.string().optional(),
  WARIFU_DEMO: flag.default(false),
  DENIALS_PER_MINUTE: z.coerce.number().int().min(1).default(120),
  TRUSTED_PROXIES: z.coerce.number().int().min(0).max(5).default(0),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
});

const isLoopback = (host: string) => ['127.0.0.1', 'localhost', '::1', '[::1]'].includes(host);

/**
 * What the process was told, parsed once and frozen.
 * @param env the environment, as the operating system gives it
 * @throws Error naming every problem at once, one sentence each
 */
export function loadConfig(env: NodeJS.ProcessEnv) {
  const parsed = environment.safeParse(env);
  if (!parsed.success) {
    const sentences = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`The configuration cannot be used. ${sentences.join('. ')}.`);
  }
  const set = parsed.data;
  const origin = new URL(set.PUBLIC_ORIGIN ?? `http://127.0.0.1:${set.PORT}`);
  const production = set.NODE_ENV === 'production';
  const problems = [
    origin.protocol === 'http:' && !isLoopback(origin.hostname) && 'PUBLIC_ORIGIN must be https unless it is loopback',
    origin.pathname !== '/' && 'PUBLIC_ORIGIN must not have a path',
    production && !set.PUBLIC_ORIGIN && 'PUBLIC_ORIGIN must be set in production',
    production && set.WARIFU_DEMO && 'WARIFU_DEMO must not be set in production',
    production && !set.WARIFU_MASTER_KEY && 'WARIFU_MASTER_KEY must be set in production',
    production && set.LOG_LEVEL === 'debug' && 'LOG_LEVEL must not be debug in production',
    set.WARIFU_DEMO && !isLoopback(set.HOST) && 'WARIFU_DEMO works only where HOST is loopback',
    production && !isSafeTransport(set.DATABASE_URL) && 'DATABASE_URL must use TLS (sslmode=verify-full) off this host',
    production && set.REDIS_URL && !isSafeTransport(set.REDIS_URL) && 'REDIS_URL must be rediss:// off this host',
    production && set.MAIL_URL && !isSafeTransport(set.MAIL_URL) && 'MAIL_URL must be smtps:// off this host',
  ].filter((problem) => typeof problem === 'string');
  if (problems.length > 0) throw new Error(`The configuration cannot be used. ${problems.join('. ')}.`);

  const home = resolve(set.WARIFU_HOME);
  return Object.freeze({
    mode: set.NODE_ENV,
    production,
    demo: set.WARIFU_DEMO,
    host: set.HOST,
    port: set.PORT,
    metricsPort: set.METRICS_PORT,
    origin: origin.origin,
    secure: origin.protocol === 'https:',
    /** How many refused openings one company may cause in a minute before it has to wait. */
    denialsPerMinute: set.DENIALS_PER_MINUTE,
    trustedProxies: set.TRUSTED_PROXIES,
    databaseUrl: set.DATABASE_URL,
    databaseAdminUrl: set.DATABASE_ADMIN_URL,
    databasePool: set.DATABASE_POOL,
    readingPool: set.READING_POOL,
    redisUrl: set.REDIS_URL,
    mailUrl: set.MAIL_URL,
    mailFrom: set.MAIL_FROM,
    dnsServers: set.DNS_SERVERS?.split(',') ?? [],
    home,
    masterKey: set.WARIFU_MASTER_KEY,
    previousMasterKeys: set.WARIFU_PREVIOUS_MASTER_KEYS?.split(',') ?? [],
    evidenceUrl: set.EVIDENCE_URL ?? `file://${home}/evidence`,
    s3: { accessKeyId: set.S3_ACCESS_KEY_ID, secretAccessKey: set.S3_SECRET_ACCESS_KEY },
    logLevel: set.LOG_LEVEL,
  });
}

/** One host names a service of a private compose network; anything with a dot in it is somebody's real network. */
function isSafeTransport(address: string) {
  const url = new URL(address);
  if (isLoopback(url.hostname) || !url.hostname.includes('.')) return true;
  return (
    /^(rediss|smtps):$/.test(url.protocol) || /^(verify-full|verify-ca)$/.test(url.searchParams.get('sslmode') ?? '')
  );
}

export type Config = ReturnType<typeof loadConfig>;
export const CONFIG = Symbol('config');

/** Binds the parsed configuration; the only place a process reads its environment is its `main.ts`, through this. */
export const configProvider = (config: Config) => ({ provide: CONFIG, useValue: config });
