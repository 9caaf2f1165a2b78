import pg from 'pg';

/** How pg says that a query was not answered within `query_timeout`; there is no code. */
const isUnanswered = (error: unknown): boolean => error instanceof Error && error.message === 'Query read timeout';

/**
 * A connection that is given up once it did not answer in time. Left to itself the pool would hand it out again, and
 * the next query would wait behind the one that was swallowed.
 */
export class BoundedClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    // One that breaks while somebody holds it and asks nothing: the next statement says so. Unheard it would end the process.
    this.on('error', () => undefined);
  }

  /** As pg's, whose many forms all come through here; ours ask in the one that returns a promise. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- one signature for all overloads of pg
  override query(...given: any[]): any {
    const asked = (super.query as (...given: unknown[]) => unknown).apply(this, given);
    if (!(asked instanceof Promise)) return asked;
    return asked.catch((error: unknown) => {
      // Before anybody hears of it: a pool takes no client back that has ended.
      if (isUnanswered(error)) void this.end();
      throw error;
    });
  }
}
