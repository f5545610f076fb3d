import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

interface Service {
  readonly image: string;
  readonly command?: string[];
  readonly environment?: Record<string, string>;
  readonly healthcheck?: { readonly test: string[] };
  readonly depends_on?: Record<string, { readonly condition: string }>;
  readonly deploy?: { readonly replicas: number };
  readonly ports?: string[];
  readonly volumes?: string[];
  readonly profiles?: string[];
  readonly configs?: { readonly source: string; readonly target: string }[];
  readonly security_opt?: string[];
  readonly cap_drop?: string[];
  readonly read_only?: boolean;
}

interface Compose {
  readonly services: Record<string, Service>;
  readonly volumes: Record<string, null>;
  readonly configs: Record<string, { readonly content: string }>;
}

const root = join(__dirname, '..');
const text = readFileSync(join(root, 'docker-compose.yml'), 'utf8');
const { services, volumes, configs } = parse(text, { merge: true }) as Compose;
const service = (name: string): Service => services[name] ?? { image: 'missing' };
const dockerfile = readFileSync(join(root, 'apps', 'Dockerfile'), 'utf8');

/** Everything a deployment must choose by itself, with values that satisfy the file. */
const chosen = {
  PUBLIC_ORIGIN: 'https://warifu.example',
  POSTGRES_ADMIN_PASSWORD: 'a1',
  WARIFU_LOGIN_PASSWORD: 'b2',
  REDIS_PASSWORD: 'c3',
  MAIL_URL: 'smtp://mail:1025',
  WARIFU_MASTER_KEY: 'd4',
};

/** What compose does with `${NAME}`, `${NAME:-default}`, `${NAME:?message}` and `$$`. */
function interpolate(value: string, environment: Record<string, string>): string {
  return value.replace(/\$\$|\$\{(\w+)(?::([-?])([^}]*))?\}/g, (whole, name?: string, kind?: string, rest?: string) => {
    if (name === undefined) return '$';
    const found = environment[name];
    if (found) return found;
    if (kind === '-') return rest ?? '';
    throw new Error(kind === '?' ? `${name} is missing: ${rest}` : `${whole} may be empty`);
  });
}

describe('docker-compose.yml', () => {
  it('has two of each process, their servers, a proxy, a migration that ends, and mail only when asked', () => {
    expect(Object.keys(services).sort()).toEqual(['api', 'mail', 'migrate', 'postgres', 'proxy', 'redis', 'worker']);
    expect([service('api').deploy?.replicas, service('worker').deploy?.replicas]).toEqual([2, 2]);
    expect(service('mail').profiles).toEqual(['mail']);
    expect(service('migrate').command).toEqual(['node', 'dist/apps/cli/main.js', 'migrate']);
    expect(service('postgres').image).toMatch(/^postgres:18/);
  });

  it('starts nothing before what it needs', () => {
    for (const name of ['api', 'worker']) {
      expect(service(name).depends_on).toEqual({
        migrate: { condition: 'service_completed_successfully' },
        redis: { condition: 'service_healthy' },
      });
    }
    expect(service('migrate').depends_on).toEqual({ postgres: { condition: 'service_healthy' } });
    expect(service('proxy').depends_on).toEqual({ api: { condition: 'service_healthy' } });
  });

  it('watches every service that stays', () => {
    const unwatched = Object.entries(services).filter(([, { healthcheck }]) => !healthcheck?.test.length);
    expect(unwatched.map(([name]) => name)).toEqual(['migrate']);
  });

  it.each(Object.keys(chosen))('does not start without %s', (missing) => {
    const rest = Object.fromEntries(Object.entries(chosen).filter(([name]) => name !== missing));
    expect(() => interpolate(text, rest)).toThrow(`${missing} is missing: `);
    expect(() => interpolate(text, chosen)).not.toThrow();
  });

  it('holds no secret of its own', () => {
    const secretive = /(PASSWORD|SECRET|KEY|TOKEN|_URL)$/;
    const values = Object.values(services).flatMap(({ environment }) =>
      Object.entries(environment ?? {}).filter(([name]) => secretive.test(name)),
    );
    expect(values.length).toBeGreaterThan(5);
    for (const [, value] of values) expect(value).toMatch(/\$\{\w+:\?[^}]+\}/);
    expect(text).not.toMatch(/\$\{\w*(PASSWORD|SECRET|KEY|TOKEN)\w*:?-/);
    expect(text).not.toMatch(/(postgresql|redis):\/\/\w*:\w+@/);
  });

  it('gives the right of migrations to the migration alone', () => {
    const privileged = Object.keys(services).filter((name) => service(name).environment?.DATABASE_ADMIN_URL);
    expect(privileged).toEqual(['migrate']);
  });

  it('gives no container more than it needs', () => {
    expect(text).not.toMatch(/^\s*(privileged|cap_add|network_mode|pid|ipc):|docker\.sock/m);
    for (const { security_opt: options } of Object.values(services))
      expect(options).toContain('no-new-privileges:true');
    for (const name of ['api', 'worker', 'migrate']) {
      expect(service(name)).toMatchObject({ read_only: true, cap_drop: ['ALL'] });
    }
  });

  it('opens only the proxy, and the mail page, and neither to the world unless told so', () => {
    const open = Object.entries(services).filter(([, { ports }]) => ports);
    expect(open.map(([name]) => name).sort()).toEqual(['mail', 'proxy']);
    const addresses = open.flatMap(([, { ports }]) => ports ?? []).map((port) => interpolate(port, {}));
    expect(addresses.every((address) => address.startsWith('127.0.0.1:'))).toBe(true);
  });

  it('mounts only volumes and configs that it declares', () => {
    const used = Object.values(services).flatMap((one) =>
      (one.volumes ?? []).map((mount) => mount.split(':')[0] ?? ''),
    );
    expect([...new Set(used)].sort()).toEqual(Object.keys(volumes).sort());
    const read = Object.values(services).flatMap((one) => (one.configs ?? []).map(({ source }) => source));
    expect(read.sort()).toEqual(Object.keys(configs).sort());
    expect(service('api').volumes).toEqual(service('worker').volumes);
  });

  it('hides the metrics and lets evidence of 25 MB pass at the proxy', () => {
    const proxy = configs.proxy?.content ?? '';
    expect(proxy).toMatch(/location = \/metrics \{\s+return 404;/);
    expect(Number(/client_max_body_size (\d+)m/.exec(proxy)?.[1])).toBeGreaterThan(25);
  });

  it('gives the application a login without powers', () => {
    expect(configs['database-roles']?.content).toContain(
      'LOGIN NOINHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS',
    );
  });
});

describe('apps/Dockerfile', () => {
  it('runs on Node 24, as nobody in particular, without what only building needs', () => {
    const stages = dockerfile.split(/^FROM /m).slice(1);
    expect(stages.every((stage) => stage.startsWith('node:24-'))).toBe(true);
    expect(stages.at(-1)).toMatch(/^USER node$/m);
    expect(dockerfile.match(/npm ci.*$/gm)).toEqual([
      expect.stringContaining('--ignore-scripts'),
      expect.stringMatching(/--ignore-scripts --omit=dev/),
    ]);
  });
});

// Compose itself has the last word where it is installed; elsewhere this counts as skipped, by name.
const compose = spawnSync('docker', ['compose', 'version']).status === 0;
(compose ? describe : describe.skip)('docker compose config', () => {
  it('accepts the file', () => {
    const { status, stderr } = spawnSync('docker', ['compose', '--profile', 'mail', 'config', '--quiet'], {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, ...chosen },
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});
