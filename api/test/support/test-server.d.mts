/** The operator's key of every test server. */
export const operatorKey: string;

/** A server of its own process. */
export interface TestServer {
  /** Where it can be reached, without trailing slash. */
  readonly url: string;
  /** The demo tenant's public key. */
  readonly demoKey: string;
  readonly pid: number;
  /** Everything that it wrote so far. */
  output(): string;
  /** Sends it a signal. */
  signal(signal: NodeJS.Signals): void;
  /** Ends it; resolves with its exit code, null when a signal ended it. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/**
 * Starts the built server as a process of its own and waits until it says that it is ready.
 * @param env what it is started with, beside PATH; PORT is any free one when left out
 * @param options.watcher a CommonJS file that is loaded first, into the server of many files, whose packages it can watch
 */
export function startTestServer(env: Record<string, string>, options?: { watcher?: string }): Promise<TestServer>;
