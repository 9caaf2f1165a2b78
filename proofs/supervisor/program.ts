import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process';
import { createWriteStream, type WriteStream } from 'node:fs';

/** A process of ours. It is signalled by its handle only, so never a process that took its number later. */
export class Program {
  readonly exited: Promise<void>;
  private readonly child: ChildProcess;
  private readonly log: WriteStream;
  private ending: 'none' | 'told' = 'none';

  /**
   * @param logFile both outputs are added to it
   * @param onLine called for each line of either output
   * @param onUnexpectedExit called when it ends without having been told to
   */
  constructor(
    command: { file: string; args: readonly string[]; options: SpawnOptions },
    logFile: string,
    onLine: (line: string) => void,
    onUnexpectedExit: (detail: string) => void,
  ) {
    this.log = createWriteStream(logFile, { flags: 'a' });
    this.child = spawn(command.file, command.args, { ...command.options, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      let rest = '';
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.log.write(text);
        const lines = (rest + text).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) onLine(line);
      });
    }
    this.exited = new Promise((resolve) => {
      this.child.once('error', (error) => {
        onUnexpectedExit(error.message);
        resolve();
      });
      this.child.once('close', (code, signal) => {
        this.log.end();
        if (this.ending === 'none') onUnexpectedExit(`ended with ${code ?? signal}`);
        resolve();
      });
    });
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** The exit code; null while it runs, or when a signal ended it. */
  get exitCode(): number | null {
    return this.child.exitCode;
  }

  /** Stops or continues it (SIGSTOP, SIGCONT). */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.child.kill(signal);
  }

  /** Tells it to end, and waits until it has; a stopped one is continued when the signal could not reach it otherwise. */
  async end(signal: 'SIGTERM' | 'SIGINT' | 'SIGQUIT' | 'SIGKILL', killAfterMs = 15_000): Promise<void> {
    if (!this.isRunning) return this.exited;
    this.ending = 'told';
    this.child.kill(signal);
    if (signal !== 'SIGKILL') this.child.kill('SIGCONT');
    const late = setTimeout(() => this.child.kill('SIGKILL'), killAfterMs);
    await this.exited;
    clearTimeout(late);
  }
}
