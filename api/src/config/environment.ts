import proxyAddr from 'proxy-addr';
import { z } from 'zod';
import { dirOf } from './storage.config.js';

/** A start-up fault that the operator can mend; printed as it is, and the process ends with exit code 1. */
export class StartupError extends Error {}

const url = (protocol: RegExp, error: string) => z.url({ protocol, error, abort: true });

function isTrustSetting(value: boolean | number | string): boolean {
  if (typeof value !== 'string') return true;
  try {
    proxyAddr.compile(value.split(/ *, */));
    return true;
  } catch {
    return false;
  }
}

/** Where the server listens, and what browsers call it. */
const HttpEnv = z.object({
  /** TCP port; 0 takes any free one. */
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, 'must be a port number, 0 to 65535')
    .transform(Number)
    .refine((port) => port <= 65_535, 'must be a port number, 0 to 65535')
    .default(4000),
  /** Address to listen on. */
  HOST: z.string().min(1).default('127.0.0.1'),
  /** Address that browsers use, when a proxy stands in front; no trailing slash. */
  PUBLIC_URL: url(/^https?$/, 'must be like https://chat.example.com')
    .transform((value) => value.replace(/\/+$/, ''))
    .optional(),
  /** Which proxies to believe: `true` (any), a number of hops, or a list of addresses and networks. */
  TRUST_PROXY: z
    .string()
    .default('false')
    .transform((value) =>
      value === 'true' ? true : value === 'false' ? false : /^\d+$/.test(value) ? Number(value) : value,
    )
    .refine(isTrustSetting, 'must be true, false, a number of hops, or a list of addresses and networks'),
});

/** Where messages are kept. */
const DatabaseEnv = z.object({
  /** PostgreSQL 15 or newer; without it the server runs one of its own in the data directory. */
  DATABASE_URL: url(/^postgres(ql)?$/, 'must be like postgres://user:password@host:5432/database').optional(),
  /** Folder of the embedded database, the keys and the mails. */
  PARLEY_DATA_DIR: z.string().min(1).default('.parley'),
});

/** How several nodes find each other. */
const ClusterEnv = z.object({
  /** Redis by which nodes tell each other what happens; without it there is one node only. */
  REDIS_URL: url(/^rediss?$/, 'must be like redis://user:password@host:6379').optional(),
});

/** Secrets that are otherwise made at the first start. */
const AuthEnv = z.object({
  /** The operator's key, `op_` and at least 32 characters; else made in `<data dir>/operator.key`. */
  PARLEY_OPERATOR_KEY: z
    .string()
    .regex(/^op_[A-Za-z0-9_-]{32,}$/, 'must be op_ and at least 32 of A-Z a-z 0-9 _ -')
    .optional(),
  /** Signs access tokens, at least 32 characters; else made once and kept in the database. */
  PARLEY_JWT_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
  /** Encrypts what must be read back, at least 32 characters; else made once and kept in the database. */
  PARLEY_INSTALLATION_KEY: z.string().min(32, 'must have at least 32 characters').optional(),
});

function isStorageUrl(value: string): boolean {
  if (!value.startsWith('file:')) return false;
  try {
    return dirOf(value) !== '/';
  } catch {
    return false;
  }
}

/** Where files are kept. */
const StorageEnv = z.object({
  /** Folder of the files, as `file:/srv/parley/files`; else `<data dir>/files`. Nodes of one installation share it. */
  STORAGE_URL: z.string().refine(isStorageUrl, 'must be like file:/srv/parley/files').optional(),
});

/** How large rooms may grow. */
const RoomsEnv = z.object({
  /** Most members of one room; those who sit in a larger one already stay. */
  PARLEY_MAX_ROOM_MEMBERS: z
    .string()
    .regex(/^[1-9]\d{0,6}$/, 'must be a number, 2 to 1000000')
    .transform(Number)
    .refine((count) => count >= 2 && count <= 1_000_000, 'must be a number, 2 to 1000000')
    .default(100_000),
});

/** What of an SMTP_URL beyond the server and the account is understood, as nodemailer names it. */
const smtpOptions = ['requireTLS', 'ignoreTLS', 'tls.rejectUnauthorized', 'name'];

/** How people are reached who are not here. */
const MailEnv = z.object({
  /** Mail server that takes the mails; without it they are files in the data directory. */
  SMTP_URL: url(/^smtps?$/, 'must be like smtp://user:password@mail.example.com:587')
    .refine((value) => new URL(value).hostname !== '', 'must name a host')
    .refine(
      (value) => [...new URL(value).searchParams.keys()].every((name) => smtpOptions.includes(name)),
      `may have these options only: ${smtpOptions.join(', ')}`,
    )
    .optional(),
  /** Address that mails come from. */
  MAIL_FROM: z.email('must be an address like chat@example.com').optional(),
});

/** What is written down while it runs. */
const LogEnv = z.object({
  /** Least level that is logged. */
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});

const areas = { HttpEnv, DatabaseEnv, ClusterEnv, AuthEnv, StorageEnv, RoomsEnv, MailEnv, LogEnv } as const;

/** The checked environment: one value for each variable of DESIGN "Running it". */
export type Environment = z.infer<typeof HttpEnv> &
  z.infer<typeof DatabaseEnv> &
  z.infer<typeof ClusterEnv> &
  z.infer<typeof AuthEnv> &
  z.infer<typeof StorageEnv> &
  z.infer<typeof RoomsEnv> &
  z.infer<typeof MailEnv> &
  z.infer<typeof LogEnv>;

/**
 * Reads the environment once.
 * @throws StartupError that names every variable with a bad value, and every `PARLEY_*` one that is not known
 */
export function readEnvironment(env: NodeJS.ProcessEnv): Environment {
  const faults: string[] = [];
  const known = new Set<string>();
  const values: Record<string, unknown> = {};
  // An empty variable is what a compose file makes of an unset one.
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  for (const schema of Object.values(areas)) {
    for (const name of Object.keys(schema.shape)) known.add(name);
    const result = schema.safeParse(given);
    if (result.success) Object.assign(values, result.data);
    else faults.push(...result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
  }
  for (const name of Object.keys(given)) {
    if (name.startsWith('PARLEY_') && !known.has(name)) faults.push(`${name}: no such variable`);
  }
  if (faults.length > 0) throw new StartupError(`Bad environment:\n  ${faults.join('\n  ')}`);
  return values as Environment;
}
