import type { DataSource } from 'typeorm';
import { Refusal } from '#platform/errors';

/**
 * The login role owns nothing and inherits nothing; each pool says which of these hats it wears.
 * @throws Refusal when the login role could go round the walls: superuser, owner of tables, or skipping row security
 */
export async function letIn(source: DataSource, login: string) {
  const [role] = await source.query(
    `select rolsuper, rolbypassrls, exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relowner = r.oid and n.nspname = 'public') as owns from pg_roles r where rolname = $1`,
    [login],
  );
  if (!role) throw new Refusal('conflict', `The database has no role "${login}". Create it with LOGIN and NOINHERIT.`);
  if (role.rolsuper || role.rolbypassrls || role.owns) {
    throw new Refusal(
      'conflict',
      `DATABASE_URL signs in as "${login}", which is superuser, owns tables or skips row security. Give the application a role of its own.`,
    );
  }
  const name = `"${login.replaceAll('"', '""')}"`;
  await source.query(`alter role ${name} noinherit`);
  for (const hat of ['warifu_app', 'warifu_reader', 'warifu_sealer']) await source.query(`grant ${hat} to ${name}`);
}
