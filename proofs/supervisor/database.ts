import pg from 'pg';

/** The PostgreSQL of a run. */
export interface Database {
  /** With the password of its superuser. */
  readonly url: string;
  /** TCP port on 127.0.0.1. */
  readonly port: number;
  /** Its main process of now. */
  readonly pid: number;
  /** A connection of its superuser. */
  connect(name?: string): Promise<pg.Client>;
  /** Ends it with all its processes, in a way that none can notice. */
  kill(): Promise<void>;
  /** Starts it again; resolves when it lets us in. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Connects; what cuts the connection later is found out by its next query. */
export async function connectTo(url: string, name = 'proofs'): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: name });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}
