function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run the tests through jest's projects, which set it up`);
  return value;
}

/** The database of this run, with today's schema; its user is a superuser. */
export const testDatabaseUrl = (): string => required('TEST_DATABASE_URL');
/** The server of this run, without trailing slash. */
export const testServerUrl = (): string => required('TEST_SERVER_URL');
/** Its operator's key. */
export const testOperatorKey = (): string => required('TEST_OPERATOR_KEY');
