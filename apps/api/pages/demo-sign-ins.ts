import { type DemoSignIn as Listed, demoSignIns as everybody } from '#exchange/demo';
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
 * on loopback only and never in production.
 */
export function demoSignIns(config: Pick<Config, 'demo'>): readonly DemoSignIn[] {
  return config.demo ? everybody().map(viewSignIn) : [];
}

const viewSignIn = ({ company, person, title, roles, email, password }: Listed): DemoSignIn => ({
  company: `${company.ja} ${company.en}`,
  person,
  role: `${title} (${roles.join(', ')})`,
  email,
  password,
});
