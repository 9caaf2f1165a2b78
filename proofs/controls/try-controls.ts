import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { check } from '../checker/check.js';
import type { Verdict } from '../results.js';
import { runFault } from '../run-fault.js';
import { type Control, controls, patchOf } from './controls.js';
import { SabotagedCopy } from './sabotaged-copy.js';

/** Which controls to try. */
export interface ControlsOptions {
  /** All when left out. */
  readonly controls?: readonly string[];
  readonly seeds: readonly number[];
  /** How long each fault lasts. */
  readonly seconds: number;
  readonly outDir: string;
  /** Keeps the histories of what was caught, too. */
  readonly keepsHistories: boolean;
  readonly signal: AbortSignal;
}

/**
 * Breaks the product in each way that it must not be broken, and looks whether that is noticed.
 * @returns how many runs turned the named invariants red, and how many did not
 * @throws Error when there is no such control
 */
export async function tryControls(options: ControlsOptions): Promise<{ passed: number; failed: number }> {
  const wanted = options.controls ?? controls.map(({ id }) => id);
  const unknown = wanted.filter((id) => !controls.some((control) => control.id === id));
  if (unknown.length > 0) throw new Error(`there is no control ${unknown.join(', ')}`);
  let [passed, failed] = [0, 0];
  for (const control of controls.filter(({ id }) => wanted.includes(id))) {
    if (options.signal.aborted) break;
    for (const isCaught of await tryControl(control, options)) {
      if (isCaught) passed += 1;
      else failed += 1;
    }
  }
  return { passed, failed };
}

/** One control, built once and tried with each seed. @returns for each seed whether it was caught */
async function tryControl(control: Control, options: ControlsOptions): Promise<boolean[]> {
  const { seeds, seconds, signal } = options;
  const { id, title, fault } = control;
  const copy = await SabotagedCopy.make(patchOf(control)).catch((error: Error) => error);
  if (copy instanceof Error) {
    say(`${id} ${title}: not built, ${copy.message}`);
    return seeds.map(() => false);
  }
  const results: boolean[] = [];
  try {
    for (const seed of seeds) {
      if (signal.aborted) break;
      const outDir = join(options.outDir, `${id}-${seed}`);
      rmSync(outDir, { recursive: true, force: true });
      mkdirSync(outDir, { recursive: true });
      const judged = await runFault({ root: copy.root, fault, seed, seconds, outDir, signal })
        .then(() => check(outDir))
        .catch((error: Error) => error);
      // A run that was broken off tells nothing of the control.
      if (signal.aborted) break;
      const missed = missedBy(control, judged);
      say(`${id} ${title}, ${fault} seed ${seed}: ${missed ?? `caught by ${control.caughtBy.join(' and ')}`}`);
      keep(outDir, judged, missed === undefined && !options.keepsHistories);
      results.push(missed === undefined);
    }
  } finally {
    copy.remove();
  }
  return results;
}

/** Why a control was not caught; undefined when it was. */
function missedBy({ caughtBy }: Control, judged: Verdict | Error): string | undefined {
  if (judged instanceof Error) return `no verdict, ${judged.message}`;
  const red = judged.invariants.filter(({ ok }) => !ok).map(({ id }) => id);
  const held = caughtBy.filter((id) => !red.includes(id));
  return held.length === 0 ? undefined : `NOT CAUGHT, ${held.join(' and ')} held`;
}

function keep(dir: string, judged: Verdict | Error, isSmall: boolean): void {
  const result = judged instanceof Error ? { failure: judged.message } : judged;
  writeFileSync(join(dir, 'result.json'), `${JSON.stringify(result, null, 2)}\n`);
  if (isSmall) for (const name of readdirSync(dir)) if (name.endsWith('.ndjson')) rmSync(join(dir, name));
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);
