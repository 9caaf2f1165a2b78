import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** What the checker says of a run's folder. */
export interface Verdict {
  readonly verdict: 'green' | 'red' | 'unknown';
  readonly invariants: readonly { readonly id: string; readonly ok: boolean; readonly violations: readonly string[] }[];
  readonly counts: Readonly<Record<string, number>>;
}

/** One run, judged. */
export interface RunResult extends Verdict {
  readonly fault: string;
  readonly seed: number;
  readonly seconds: number;
  /** Why there is no verdict, when the harness itself failed. */
  readonly failure?: string;
}

/** The results of a folder of runs, each kept beside what it was judged by. */
export class Results {
  constructor(readonly outDir: string) {
    mkdirSync(outDir, { recursive: true });
  }

  /** The folder of one run. */
  dirOf(fault: string, seed: number): string {
    return join(this.outDir, `${fault}-${seed}`);
  }

  /** A result of that length that is there already; where the harness itself failed there is none. */
  find(fault: string, seed: number, seconds: number): RunResult | undefined {
    const file = join(this.dirOf(fault, seed), 'result.json');
    if (!existsSync(file)) return undefined;
    const result = JSON.parse(readFileSync(file, 'utf8')) as RunResult;
    return result.seconds === seconds && !result.failure ? result : undefined;
  }

  /** Empties the folder of a run that is about to be made. */
  clear(fault: string, seed: number): string {
    const dir = this.dirOf(fault, seed);
    rmSync(dir, { recursive: true, force: true });
    mkdirSync(dir, { recursive: true });
    return dir;
  }

  /** Keeps a result. The histories of a green run say no more than it does, and are large. */
  keep(result: RunResult, keepsHistories: boolean): void {
    const dir = this.dirOf(result.fault, result.seed);
    writeFileSync(join(dir, 'result.json'), `${JSON.stringify(result, null, 2)}\n`);
    if (result.verdict !== 'green' || keepsHistories) return;
    for (const name of readdirSync(dir)) if (name.endsWith('.ndjson')) rmSync(join(dir, name));
  }
}
