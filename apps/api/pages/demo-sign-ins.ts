import type { Config } from '#platform/config';

/** Somebody of the demo world whom a visitor may sign in as. */
export interface DemoSignIn {
  readonly company: string;
  readonly person: string;
  readonly role: string;
  readonly email: string;
  readonly password: string;
}

/**
 * The people of the demo world, for the landing page. Empty unless the demo world is on, which the configuration allows
 * on loopback only and never in production; loaded only then, because the demo world carries much that nobody else needs.
 */
export async function demoSignIns(config: Pick<Config, 'demo'>): Promise<readonly DemoSignIn[]> {
  if (!config.demo) return [];
  const demo = await import('#exchange/demo');
  return demo.demoSignIns().map(({ company, person, title, roles, email, password }) => ({
    company: `${company.ja} / ${company.en}`,
    person: `${person}(${title})`,
    role: roles.join(', '),
    email,
    password,
  }));
}
