import { join } from 'node:path';
import type { Run } from '../history/events.js';
import { freePort } from './ports.js';
import { Program } from './program.js';

/** What is wrong with a node. */
export type HealthNote = Run['health'][number];

/** The operator's key of every node under test. */
export const operatorKey = 'op_only-for-proofs-0123456789-0123456789';

const startWithinMs = 60_000;

/** One node of the server, as a process of its own that comes back at the same port. */
export class ApiNode {
  private program: Program | undefined;

  private constructor(
    readonly name: string,
    readonly port: number,
    private readonly root: string,
    private readonly dir: string,
    private readonly logDir: string,
    private readonly env: Readonly<Record<string, string>>,
    private readonly note: (note: HealthNote) => void,
  ) {}

  /**
   * @param options.dir where its data directory is made
   * @param options.logDir where its output goes
   * @param options.note told what is wrong with it
   */
  static async make(options: {
    name: string;
    root: string;
    dir: string;
    logDir: string;
    env: Readonly<Record<string, string>>;
    note: (note: HealthNote) => void;
  }): Promise<ApiNode> {
    const { name, root, dir, logDir, env, note } = options;
    return new ApiNode(name, await freePort(), root, dir, logDir, env, note);
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** What it was told to keep its files in. */
  get dataDir(): string {
    return join(this.dir, this.name);
  }

  get isRunning(): boolean {
    return this.program?.isRunning ?? false;
  }

  get pid(): number {
    return this.program?.pid ?? 0;
  }

  get exitCode(): number | null {
    return this.program?.exitCode ?? null;
  }

  /** Starts it; resolves when it says that it is ready. */
  async start(): Promise<void> {
    let isReady = (): void => undefined;
    let hasFailed = (_error: Error): void => undefined;
    const ready = new Promise<void>((resolve, reject) => {
      isReady = resolve;
      hasFailed = reject;
    });
    const timer = setTimeout(() => hasFailed(new Error(`${this.name} is not ready`)), startWithinMs);
    const { name: node } = this;
    const onLine = (line: string): void => {
      if (line.startsWith('Parley ready ')) isReady();
      if (/unhandled|uncaught/i.test(line)) this.note({ node, what: 'unhandled', detail: line.slice(0, 500) });
    };
    const env = {
      PATH: process.env.PATH,
      PORT: String(this.port),
      LOG_LEVEL: 'warn',
      PARLEY_OPERATOR_KEY: operatorKey,
      PARLEY_DATA_DIR: this.dataDir,
      ...this.env,
    };
    const args = ['--enable-source-maps', join(this.root, 'api/dist/main.js')];
    const command = { file: process.execPath, args, options: { cwd: this.root, env } };
    this.program = new Program(command, join(this.logDir, `${node}.log`), onLine, (detail) => {
      this.note({ node, what: 'unexpected-exit', detail });
      hasFailed(new Error(`${node} ${detail}`));
    });
    try {
      await ready;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends it in a way that it cannot notice. */
  async kill(): Promise<void> {
    await this.program?.end('SIGKILL');
  }

  /** Asks it to end, and waits until it has. */
  async stop(): Promise<void> {
    await this.program?.end('SIGTERM', 20_000);
  }

  freeze(): void {
    this.program?.signal('SIGSTOP');
  }

  thaw(): void {
    this.program?.signal('SIGCONT');
  }
}
