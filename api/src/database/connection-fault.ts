import { StartupError } from '../config/environment.js';

/** What PostgreSQL and the network answer when a `DATABASE_URL` is wrong or its server away, in the operator's words. */
const reasons: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection was cut',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the name of the host can not be looked up now',
  ETIMEDOUT: 'there is no answer',
  EHOSTUNREACH: 'the host can not be reached',
  ENETUNREACH: 'the network can not be reached',
  '28P01': 'the password is wrong',
  '28000': 'the server does not let this user in',
  '3D000': 'there is no such database',
  '53300': 'the server has no connection left',
  '57P03': 'the server is just starting or stopping',
};

/**
 * One line, without the password, about a connection that could not be made.
 * @returns the error itself when it tells of something else
 */
export function connectionFault(error: unknown, databaseUrl: string): unknown {
  if (!(error instanceof Error)) return error;
  const { code = '' } = error as { code?: string };
  const reason =
    reasons[code] ?? (/timeout|Connection terminated/i.test(error.message) ? reasons.ETIMEDOUT : undefined);
  if (!reason) return error;
  const { username, host, pathname } = new URL(databaseUrl);
  return new StartupError(
    `DATABASE_URL: no connection to ${host}${pathname} as ${decodeURIComponent(username)}: ${reason}`,
  );
}
