import { z } from 'zod';
import { line } from './common.ts';
import { email, language } from './email.ts';
import { linkToken } from './link.ts';
import { newOrganization } from './organization.ts';
import { newPassword } from './password.ts';
import { newPerson } from './person.ts';

/** Asks for a mail: the answer is the same whether or not there is an account for the address. */
export const mailAsked = z.strictObject({ email, language: language.default('ja') });
export type MailAsked = z.infer<typeof mailAsked>;
export const mailPromised = z.strictObject({ detail: z.string() });

/** A new person and their company, with the link that proves the address. */
export const signUpCompletion = z.strictObject({
  token: linkToken,
  person: newPerson,
  title: line(100),
  organization: newOrganization,
});
export type SignUpCompletion = z.infer<typeof signUpCompletion>;

/** A person who is signed in founds a further company. */
export const founding = z.strictObject({ title: line(100), organization: newOrganization });
export type Founding = z.infer<typeof founding>;

export const passwordResetCompletion = z.strictObject({ token: linkToken, password: newPassword });
export type PasswordResetCompletion = z.infer<typeof passwordResetCompletion>;
