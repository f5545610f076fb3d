import { createHash } from 'node:crypto';

// Who and what the seeded database holds follows from numbers, in SQL and here alike, so that a load generator needs
// to look nothing up. Ids have the shape and the order of the product's own (UUIDv7): a random one would make every
// index look worse than it is in use.

const FIRST_MOMENT = 0x01980000_0000;

/** The id of the n-th thing of a kind. */
export function idOf(kind, n) {
  const hash = createHash('md5').update(`${kind} ${n}`).digest('hex');
  const time = (FIRST_MOMENT + n).toString(16).padStart(12, '0');
  const hex = `${time}7${hash.slice(0, 3)}8${hash.slice(3, 6)}${hash.slice(6, 18)}`;
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** The session token of the n-th organization's one member. */
export const tokenOf = (n) => `ws_${createHash('sha256').update(`session ${n}`).digest('base64url')}`;

/** The same two in SQL, for the time of seeding. */
export const functions = `
  create schema bench;
  create function bench.id(kind text, n bigint) returns uuid language sql immutable parallel safe as $$
    select (lpad(to_hex(${FIRST_MOMENT} + n), 12, '0') || '7' || substr(md5(kind || ' ' || n), 1, 3) || '8' ||
            substr(md5(kind || ' ' || n), 4, 15))::uuid $$;
  create function bench.token_hash(n bigint) returns bytea language sql immutable parallel safe as $$
    select sha256(convert_to('ws_' || translate(rtrim(encode(sha256(convert_to('session ' || n, 'utf8')), 'base64'), '='), '+/', '-_'), 'utf8')) $$;
`;

/** Where things lie in a database of a size: see seed.mjs, which fills it by the same rules. */
export function layoutOf({ organizations, grants }) {
  const perOrganization = grants / organizations;
  const disclosers = Math.min(2000, organizations / 5);
  const readers = Math.min(10_000, organizations);
  const grantorOf = (grant) => {
    const wished = (grant * 31 + Math.floor(grant / organizations) * 7) % disclosers;
    return wished === grant % organizations ? (wished + 1) % disclosers : wished;
  };
  return {
    organizations,
    grants,
    disclosers,
    /** Companies that read during a run. */
    readers,
    readerOf: (n) => (n % readers) * (organizations / readers),
    /** The k-th grant to a company; even ones show 15 items, odd ones 45. */
    grantTo: (organization, k) => organization + (k % perOrganization) * organizations,
    perOrganization,
    grantorOf,
  };
}

/** `grantorOf` in SQL, over a grant's number `n`. */
export const grantorSql = ({ organizations, disclosers }) => {
  const wished = `(n * 31 + (n / ${organizations}) * 7) % ${disclosers}`;
  return `case when ${wished} = n % ${organizations} then (${wished} + 1) % ${disclosers} else ${wished} end`;
};
