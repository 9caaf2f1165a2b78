/** A table of the schema, as far as the rule goes. */
export interface Table {
  readonly name: string;
  /** The column that says whose a row is; null for a table of the installation. */
  readonly owner: 'tenant_id' | 'id' | null;
}

/** The tables that migrations make, from their SQL. */
export function tablesOf(migrations: string): Table[] {
  return [...migrations.matchAll(/CREATE TABLE (\w+) \(([^`]*)/g)].map(([, name = '', columns = '']) => ({
    name,
    owner: name === 'tenants' ? 'id' : /^\s*tenant_id\s+uuid NOT NULL/m.test(columns) ? 'tenant_id' : null,
  }));
}

const count = (text: string, pattern: RegExp): number => [...text.matchAll(pattern)].length;

/**
 * What is wrong with a statement of a role that spans tenants. Every table that it names must be bound to the tenant
 * `$1`: by `tenant_id = $1`, by being joined on the `tenant_id` of a table that is, or, when it is written to, by `$1` as
 * the first value for the column `tenant_id`.
 * @returns `undefined` when nothing is wrong
 */
export function tenantFault(sql: string, tables: readonly Table[]): string | undefined {
  const named = tables.flatMap(({ name, owner }) =>
    owner
      ? Array<Table>(
          count(sql, new RegExp(`(?:\\b(?:FROM|JOIN|INTO|UPDATE)|,) (?:ONLY )?${name}\\b(?! ?\\.)`, 'g')),
        ).fill({ name, owner })
      : [],
  );
  if (named.length === 0) return undefined;
  const written = count(sql, /INSERT INTO (?:\w+ \(tenant_id|tenants \(id)\b[^)]*\) (?:VALUES \(|SELECT )\$1(?!\d)/g);
  const ofTenants = named.some((table) => table.owner === 'id');
  const given = count(sql, /\btenant_id = \$1(?!\d)/g) + (ofTenants ? count(sql, /\bid = \$1(?!\d)/g) : 0);
  const joined = count(sql, /\btenant_id = \w+\.(?:tenant_id|id)\b/g);
  if (written + given === 0) return 'names no tenant by $1';
  if (written + given + joined < named.length) {
    return `binds ${written + given + joined} of its ${named.length} tables to the tenant`;
  }
  return undefined;
}
