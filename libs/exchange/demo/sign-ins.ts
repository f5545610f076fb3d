import type { Role } from '#exchange/access';
import { companies, type CompanyKey } from './companies.ts';
import { type DemoPerson, operator, people } from './people.ts';

/** The one password of everybody in the demonstration. It is printed wherever the demonstration is offered. */
export const demoPassword = 'hotaru no hikari 27';

/** Somebody a visitor may sign in as. The operator belongs to no company. */
export interface DemoSignIn {
  readonly key: CompanyKey | null;
  readonly company: { readonly ja: string; readonly en: string };
  readonly person: string;
  readonly title: string;
  readonly roles: readonly (Role | 'operator')[];
  readonly email: string;
  readonly password: string;
}

/** Everybody of the demonstration, company by company. */
export const demoSignIns = (): readonly DemoSignIn[] => [
  ...people.map((person) => ({
    key: person.company,
    company: { ja: companies[person.company].names.ja, en: companies[person.company].names.en },
    person: person.name,
    title: person.title,
    roles: person.roles,
    email: emailOf(person),
    password: demoPassword,
  })),
  {
    key: null,
    company: { ja: '割符の運営者', en: 'Operator of this exchange' },
    person: operator.name,
    title: '運営者',
    roles: ['operator'],
    email: operator.email,
    password: demoPassword,
  },
];

/** The address somebody signs in with: the given name at the company's domain. */
export const emailOf = ({ given, company }: Pick<DemoPerson, 'given' | 'company'>): string =>
  `${given}@${companies[company].domain}`;
