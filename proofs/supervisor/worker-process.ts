import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import type { Answered, Asked, Questions, WorkerSpec } from '../clients/protocol.js';

/** A process of clients, as the supervisor sees it. */
export class WorkerProcess {
  private readonly child: ChildProcess;
  private readonly waiting = new Map<number, { resolve: (result: never) => void; reject: (error: Error) => void }>();
  private readonly exited: Promise<unknown>;
  private count = 0;

  constructor(
    bundle: string,
    readonly spec: WorkerSpec,
    logFile: string,
  ) {
    this.child = spawn(process.execPath, ['--enable-source-maps', bundle, JSON.stringify(spec)], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const log = createWriteStream(logFile);
    this.child.stdout?.pipe(log, { end: false });
    this.child.stderr?.pipe(log, { end: false });
    this.child.on('message', (answered: Answered) => this.settle(answered));
    this.exited = once(this.child, 'exit').then(([code]) => {
      log.end();
      const error = new Error(`the clients' process ${spec.proc} ended with ${code}: ${logFile}`);
      for (const { reject } of this.waiting.values()) reject(error);
    });
  }

  /** Asks it something. @throws Error what it failed with, or that it ended */
  ask<Name extends keyof Questions>(
    name: Name,
    ...args: Parameters<Questions[Name]>
  ): Promise<Awaited<ReturnType<Questions[Name]>>> {
    this.count += 1;
    const asked: Asked = { id: this.count, name, args };
    return new Promise((resolve, reject) => {
      this.waiting.set(asked.id, { resolve, reject });
      this.child.send(asked, (error) => error && reject(error));
    });
  }

  /** Ends it, whether or not it was asked to. */
  async stop(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.exited;
  }

  /** Resolves when it has ended by itself. */
  async done(): Promise<void> {
    await this.exited;
  }

  private settle({ id, result, error }: Answered): void {
    const waiting = this.waiting.get(id);
    this.waiting.delete(id);
    if (error === undefined) waiting?.resolve(result as never);
    else waiting?.reject(new Error(`${this.spec.proc}: ${error}`));
  }
}
