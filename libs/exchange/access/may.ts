import { SetMetadata } from '@nestjs/common';
import type { Action, OperatorAction } from './permissions.ts';

/** Who may call a route. There is no other way in: a route that carries none of these does not start. */
export type Rule =
  | { readonly kind: 'may'; readonly action: Action }
  | { readonly kind: 'in-statement'; readonly action: Action }
  | { readonly kind: 'signed-in' }
  | { readonly kind: 'operator'; readonly action: OperatorAction }
  | { readonly kind: 'open'; readonly why: string };

export const RULE = 'warifu:rule';
const rule = (value: Rule) => SetMetadata(RULE, value);

/** A member or service account of a company whose role (and, for a key, whose scope) allows the action. */
export const May = (action: Action) => rule({ kind: 'may', action });

/** The same, decided inside the one SQL statement that also reads and records: the hot read. */
export const MayInStatement = (action: Action) => rule({ kind: 'in-statement', action });

/** Any person who is signed in, with or without a company: their own sign-in, their own seats. */
export const SignedIn = () => rule({ kind: 'signed-in' });

/** The people who run the exchange. */
export const Operator = (action: OperatorAction) => rule({ kind: 'operator', action });

/** Nobody needs to sign in. Say why: the reason is part of the table that reviewers read. */
export const Open = (why: string) => rule({ kind: 'open', why });
