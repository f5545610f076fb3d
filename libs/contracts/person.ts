import { z } from 'zod';
import { line } from './common.ts';
import { language } from './email.ts';
import { newPassword } from './password.ts';

/** Somebody who has no account yet. Left out by a person who is signed in. */
export const newPerson = z.strictObject({ name: line(100), password: newPassword, language: language.default('ja') });
export type NewPerson = z.infer<typeof newPerson>;
