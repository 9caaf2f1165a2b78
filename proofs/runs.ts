import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { check } from './checker/check.js';
import { faults } from './faults/index.js';
import { repository } from './repository.js';
import { Results, type RunResult, type Verdict } from './results.js';
import { runFault } from './run-fault.js';
import { tableOf, writeBetweenMarks } from './table.js';

/** Which runs to make. */
export interface RunsOptions {
  /** The built project under test; this one when left out. */
  readonly root?: string;
  /** All when left out. */
  readonly faults?: readonly string[];
  readonly seeds: readonly number[];
  /** How long each fault lasts. */
  readonly seconds: number;
  readonly outDir: string;
  /** Takes over results that are there already. */
  readonly resume: boolean;
  /** Keeps the histories of green runs, too. */
  readonly keepsHistories: boolean;
  /** Writes the table to docs/proofs.md. */
  readonly writesDocument: boolean;
  readonly signal: AbortSignal;
}

/** Makes the runs one after the other and prints their table. @returns how many were green, and how many were not */
export async function makeRuns(options: RunsOptions): Promise<{ passed: number; failed: number }> {
  const { seeds, seconds, signal, resume } = options;
  const chosen = options.faults ?? faults.map(({ id }) => id);
  const unknown = chosen.filter((id) => !faults.some((fault) => fault.id === id));
  if (unknown.length > 0) throw new Error(`there is no fault ${unknown.join(', ')}`);
  const kept = new Results(options.outDir);
  const results: RunResult[] = [];
  for (const fault of chosen) {
    for (const seed of seeds) {
      if (signal.aborted) break;
      const known = resume ? kept.find(fault, seed, seconds) : undefined;
      const result = known ?? (await makeRun(options, kept, fault, seed));
      results.push(result);
      say(lineOf(result, known !== undefined));
    }
  }
  const table = tableOf(results);
  say(`\n${table}\n`);
  if (options.writesDocument && !signal.aborted) {
    const file = join(repository, 'docs', 'proofs.md');
    writeBetweenMarks(file, `${dateLine()}\n\n${table}`);
  }
  const passed = results.filter(({ verdict }) => verdict === 'green').length;
  return { passed, failed: results.length - passed };
}

async function makeRun(options: RunsOptions, kept: Results, fault: string, seed: number): Promise<RunResult> {
  const { seconds, signal } = options;
  const outDir = kept.clear(fault, seed);
  const verdict = await judge(async () => {
    await runFault({ root: options.root ?? repository, fault, seed, seconds, outDir, signal });
    return check(outDir);
  });
  const result = { fault, seed, seconds, ...verdict };
  // A run that was interrupted is none, and is made when one goes on.
  if (!signal.aborted) kept.keep(result, options.keepsHistories);
  return result;
}

/** A run that breaks in another way than the fault's says nothing, and nothing is red. */
async function judge(run: () => Promise<Verdict>): Promise<Verdict & { failure?: string }> {
  try {
    return await run();
  } catch (error) {
    return { verdict: 'unknown', invariants: [], counts: {}, failure: (error as Error).message };
  }
}

function lineOf({ fault, seed, verdict, failure, invariants }: RunResult, isKnown: boolean): string {
  const violations = invariants.filter(({ ok }) => !ok);
  const lines = [`${fault} seed ${seed}: ${verdict}${isKnown ? ' (from before)' : ''}${failure ? `, ${failure}` : ''}`];
  for (const { id, violations: all } of violations) {
    lines.push(...all.slice(0, 3).map((violation) => `  ${id}: ${violation}`));
    if (all.length > 3) lines.push(`  ${id}: and ${all.length - 3} more`);
  }
  return lines.join('\n');
}

/** Of a copy without its history there is none to tell. */
function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: repository, encoding: 'utf8' }).trim();
  } catch {
    return 'not known';
  }
}

function dateLine(): string {
  const [cpu] = cpus();
  const machine = `Node ${process.version}, ${cpus().length} cores (${cpu?.model.trim()})`;
  return `Written on ${new Date().toISOString().slice(0, 10)}, commit ${commit()}, ${machine}.`;
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);
