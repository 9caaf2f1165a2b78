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
  /** Ends it; resolves with its exit code, null when a signal ended it. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/**
 * Starts the built server as a process of its own and waits until it says that it is ready.
 * @param env what it is started with, beside PATH; PORT is any free one when left out
 */
export function startTestServer(env: Record<string, string>): Promise<TestServer>;
