function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run the tests through jest's projects, which set it up`);
  return value;
}

/** What this worker of jest has for itself. */
interface TestPlace {
  databaseUrl: string;
  serverUrl: string;
}

function place(): TestPlace {
  const places = JSON.parse(required('TEST_PLACES')) as TestPlace[];
  // Workers are counted from 1.
  const own = places[Number(required('JEST_WORKER_ID')) - 1];
  if (!own) throw new Error('jest has more workers than it said it would');
  return own;
}

let otherServer: string | undefined;

/** From now on the tests of this file go to another server. */
export const useServer = (url: string): void => void (otherServer = url);

/** The database of this run, with today's schema; its user is a superuser. */
export const testDatabaseUrl = (): string => place().databaseUrl;
/** The server of this run, without trailing slash. */
export const testServerUrl = (): string => otherServer ?? place().serverUrl;
/** Its operator's key. */
export const testOperatorKey = (): string => required('TEST_OPERATOR_KEY');
