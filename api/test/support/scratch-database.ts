import { randomBytes } from 'node:crypto';
import { DataSource } from 'typeorm';

/** An empty database of one test's own. */
export interface ScratchDatabase {
  readonly url: string;
  /** Removes it, whoever is still connected. */
  drop(): Promise<void>;
}

/** Runs statements as the superuser of a PostgreSQL, outside of any transaction. */
export async function administer(url: string, ...statements: string[]): Promise<void> {
  const admin = await new DataSource({ type: 'postgres', url }).initialize();
  try {
    for (const statement of statements) await admin.query(statement);
  } finally {
    await admin.destroy();
  }
}

/**
 * Makes an empty database beside the one of `adminUrl`.
 * @param adminUrl its user is a superuser
 * @param owner a login role that gets the database and connects to it, with the password `scratch`; the superuser when
 *   left out
 */
export async function makeScratchDatabase(adminUrl: string, owner?: string): Promise<ScratchDatabase> {
  const name = `scratch_${randomBytes(6).toString('hex')}`;
  await administer(adminUrl, `CREATE DATABASE ${name}${owner ? ` OWNER "${owner}"` : ''}`);
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  if (owner) [url.username, url.password] = [owner, 'scratch'];
  return { url: url.href, drop: () => administer(adminUrl, `DROP DATABASE ${name} WITH (FORCE)`) };
}
