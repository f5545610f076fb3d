import type { DataSource } from 'typeorm';
import { Refusal } from '#platform/errors';

const powersOf = `select rolsuper or rolbypassrls or exists (select from pg_class c
    join pg_namespace n on n.oid = c.relnamespace where c.relowner = r.oid and n.nspname = 'public') as strong
  from pg_roles r where rolname = `;

/**
 * Looked at whenever a process starts, because a role may have been given more since the migration.
 * @throws Error when the application's own login could go round the walls
 */
export async function mustBePowerless(source: DataSource) {
  const [role] = await source.query(`${powersOf} session_user`);
  if (role.strong) throw new Error(tooStrong('its role'));
}

const tooStrong = (who: string) =>
  `DATABASE_URL signs in as ${who}, which is superuser, owns tables or skips row security. Give the application a role of its own.`;

/**
 * The login role owns nothing and inherits nothing; each pool says which of these hats it wears.
 * @throws Refusal when the login role could go round the walls: superuser, owner of tables, or skipping row security
 */
export async function letIn(source: DataSource, login: string) {
  const [role] = await source.query(`${powersOf} $1`, [login]);
  if (!role) throw new Refusal('conflict', `The database has no role "${login}". Create it with LOGIN and NOINHERIT.`);
  if (role.strong) throw new Refusal('conflict', tooStrong(`"${login}"`));
  const name = `"${login.replaceAll('"', '""')}"`;
  await source.query(`alter role ${name} noinherit`);
  // Everybody may make temporary tables by default, and a temporary table hides one of ours of the same name.
  await source.query(
    `do $$ begin execute format('revoke temporary on database %I from public', current_database()); end $$`,
  );
  for (const hat of ['warifu_app', 'warifu_reader', 'warifu_sealer']) await source.query(`grant ${hat} to ${name}`);
}
