import { connect } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { until } from '../clock.js';
import { freePort } from './ports.js';
import { Program } from './program.js';

/** A Redis of the run's own: `redis-server` of the PATH, without files. */
export class RedisServer {
  private program: Program | undefined;

  private constructor(
    readonly port: number,
    private readonly logFile: string,
  ) {}

  static async make(dir: string): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), join(dir, 'redis.log'));
    await server.start();
    return server;
  }

  /** Starts it; resolves when it answers. */
  async start(): Promise<void> {
    const args = ['--port', String(this.port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    const command = { file: 'redis-server', args, options: { cwd: '/' } };
    let failure: string | undefined;
    this.program = new Program(
      command,
      this.logFile,
      () => undefined,
      (detail) => (failure = detail),
    );
    const answers = async (): Promise<boolean> => {
      if (failure) throw new Error(`redis-server ${failure}: ${this.logFile}`);
      return (await this.command('PING').catch(() => '')).startsWith('+PONG');
    };
    await until('Redis answers', answers, 10_000);
  }

  async kill(): Promise<void> {
    await this.program?.end('SIGKILL');
  }

  freeze(): void {
    this.program?.signal('SIGSTOP');
  }

  thaw(): void {
    this.program?.signal('SIGCONT');
  }

  async stop(): Promise<void> {
    await this.program?.end('SIGTERM', 5_000);
  }

  /** Sends one inline command and gives the first piece of the answer. */
  async command(line: string): Promise<string> {
    const socket = connect(this.port, '127.0.0.1');
    try {
      await once(socket, 'connect');
      socket.write(`${line}\r\n`);
      const [bytes] = (await once(socket, 'data')) as [Buffer];
      return bytes.toString();
    } finally {
      socket.destroy();
    }
  }
}
