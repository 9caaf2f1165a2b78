import type { DataSource } from 'typeorm';
import { StartupError } from '../config/environment.js';

/** Not the owner of the role, or no CREATEROLE. */
const insufficientPrivilege = '42501';
/** Another server, on another database of this cluster, made the role in the same moment. */
const madeMeanwhile = ['42710', '23505'];

/**
 * Makes the roles `parley_app` and `parley_core`, which belong to the whole database server and so can be there already,
 * and lets the user of `DATABASE_URL` take them.
 * @throws StartupError naming the statements that an administrator has to run, when this user may not
 */
export async function ensureRoles(dataSource: DataSource): Promise<void> {
  const refused: string[] = [];
  let user = '';
  for (const role of ['parley_app', 'parley_core']) {
    const [state] = await dataSource.query<{ user: string; missing: boolean; usable: boolean }[]>(
      // Since PostgreSQL 16 a member may be one that can't SET ROLE, such as whoever made the role.
      `SELECT quote_ident(current_user) AS user, r.oid IS NULL AS missing,
              coalesce(pg_has_role(current_user, r.oid, CASE WHEN current_setting('server_version_num')::int < 160000
                                                             THEN 'MEMBER' ELSE 'SET' END), false) AS usable
         FROM (SELECT) AS one LEFT JOIN pg_roles AS r ON r.rolname = $1`,
      [role],
    );
    if (!state || state.usable) continue;
    user = state.user;
    const grant = `GRANT ${role} TO ${user}`;
    const statement = state.missing ? `CREATE ROLE ${role} NOLOGIN ROLE ${user}` : grant;
    await dataSource
      .query(statement)
      .catch((error: { code?: string }) => {
        if (!madeMeanwhile.includes(error.code ?? '')) throw error;
        return dataSource.query(grant);
      })
      .catch((error: { code?: string }) => {
        if (error.code !== insufficientPrivilege) throw error;
        refused.push(statement);
      });
  }
  if (refused.length === 0) return;
  throw new StartupError(
    [
      `DATABASE_URL: its user ${user} may not make the roles that Parley needs. An administrator of the database runs:`,
      ...refused.map((statement) => `  ${statement};`),
    ].join('\n'),
  );
}
