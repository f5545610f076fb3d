const minutes = 60;
const hours = 60 * minutes;

interface Limit {
  /** So many within the time; one more is refused, or, where it says so, only makes another limit stricter. */
  readonly most: number;
  readonly seconds: number;
  readonly why: string;
}

/**
 * How often somebody may try, and why just so often: the one table. Nobody is ever locked out: what grows with a
 * stranger's tries is refused at the stranger's address. Each is counted over all replicas, in Postgres.
 */
export const limits = {
  'sign-in.pair': {
    most: 10,
    seconds: 15 * minutes,
    why: 'One account from one address: room for a forgotten password, 1,000 guesses a day for a guesser.',
  },
  'sign-in.pair-under-siege': {
    most: 3,
    seconds: 15 * minutes,
    why: 'What an address gets on an account that is being guessed at from everywhere: enough for its owner.',
  },
  'sign-in.account': {
    most: 30,
    seconds: hours,
    why: 'Failures on one account from anywhere. More than this is a siege; the owner at another address still gets in.',
  },
  'sign-in.address': {
    most: 100,
    seconds: 15 * minutes,
    why: 'One address over all accounts: an office behind one address passes, spraying one password does not.',
  },
  'password.person': {
    most: 10,
    seconds: 15 * minutes,
    why: 'Guessing the old password with a session somebody left open.',
  },
  'mail-link.address': {
    most: 20,
    seconds: hours,
    why: 'Asking for sign-up and reset mails: nobody needs more, and each writes to a stranger.',
  },
  'mail-link.account': {
    most: 5,
    seconds: hours,
    why: 'Mails to one mailbox. Past this the answer is the same, but nothing is sent.',
  },
  'link.address': {
    most: 30,
    seconds: 15 * minutes,
    why: 'Links that were not valid. 256 random bits need no help, but a guesser should be seen.',
  },
  'invitation.organization': {
    most: 200,
    seconds: 24 * hours,
    why: 'Invitations of one company a day: a large supply chain at a steady pace, no mass mailing.',
  },
  'invitation.recipient': {
    most: 5,
    seconds: 24 * hours,
    why: 'Invitations to one mailbox a day, from all companies together.',
  },
  'probing.organization': {
    most: 120,
    seconds: 10 * minutes,
    why: 'Looking for companies by name or number: a person searching, not a list being made.',
  },
  'identifier.organization': {
    most: 20,
    seconds: 24 * hours,
    why: 'Claiming numbers: a refusal tells that somebody has the number already.',
  },
  'domain-check.organization': {
    most: 30,
    seconds: hours,
    why: 'Each check asks other people’s name servers.',
  },
  'public-reading.address': {
    most: 600,
    seconds: 10 * minutes,
    why: 'Reading what is public, by nobody in particular: each read is a row of the ledger that is never removed.',
  },
} as const satisfies Record<string, Limit>;

export type LimitName = keyof typeof limits;
