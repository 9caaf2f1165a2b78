/** Who waits for the next read of a key. */
interface Waiting<Request, Answer> {
  readonly request: Request;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/** Requests that one read answers; all of one key. */
export type Asked<Request> = readonly [Request, ...Request[]];

/**
 * Lets many who want to know the same at the same time share one read. Of each key one read runs at a time; who asks
 * meanwhile waits for the next one, and never gets the answer of a read that had begun before: it may have looked too
 * early to see what the asker must not miss.
 */
export class NextRead<Request, Answer> {
  private readonly lines = new Map<string, Waiting<Request, Answer>[]>();

  /**
   * @param read answers all requests of a key that came since its last read began
   * @param maxRequests most that one read answers; the others wait for the one after it
   */
  constructor(
    private readonly read: (asked: Asked<Request>) => Promise<Answer>,
    private readonly maxRequests = 1_000,
  ) {}

  /** @returns the answer of a read of `key` that begins after this call; it is shared, so nobody may change it */
  ask(key: string, request: Request): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const waiting = { request, resolve, reject };
      const line = this.lines.get(key);
      if (line) {
        line.push(waiting);
        return;
      }
      this.lines.set(key, [waiting]);
      // What else this turn of the event loop brings shares the first read, too.
      setImmediate(() => void this.work(key));
    });
  }

  private async work(key: string): Promise<void> {
    const line = this.lines.get(key) ?? [];
    for (let next = line.splice(0, this.maxRequests); next.length > 0; next = line.splice(0, this.maxRequests)) {
      try {
        const answer = await this.read(next.map(({ request }) => request) as unknown as Asked<Request>);
        for (const { resolve } of next) resolve(answer);
      } catch (error) {
        for (const { reject } of next) reject(error);
      }
    }
    this.lines.delete(key);
  }
}
