import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { check } from '../checker/check.js';
import { runFault } from '../run-fault.js';
import { type Control, controls } from './controls.js';
import { makePatchedCopy } from './patched-copy.js';

/** Which controls to run. */
export interface ControlsOptions {
  /** All when left out. */
  readonly controls?: readonly string[];
  readonly seeds: readonly number[];
  /** How long each fault lasts. */
  readonly seconds: number;
  readonly outDir: string;
  readonly signal: AbortSignal;
}

/**
 * Breaks the product on purpose, one way after the other, and looks whether the checker sees it.
 * @returns how many controls were caught with every seed, and how many were not
 */
export async function runControls(options: ControlsOptions): Promise<{ passed: number; failed: number }> {
  const unknown = options.controls?.filter((id) => !controls.some((control) => control.id === id)) ?? [];
  if (unknown.length > 0) throw new Error(`there is no control ${unknown.join(', ')}`);
  const chosen = controls.filter(({ id }) => options.controls?.includes(id) ?? true);
  let passed = 0;
  for (const control of chosen) {
    if (options.signal.aborted) break;
    say(`${control.id}: ${control.title}`);
    if (await isCaught(control, options)) passed += 1;
  }
  return { passed, failed: chosen.length - passed };
}

async function isCaught(control: Control, options: ControlsOptions): Promise<boolean> {
  let misses = 0;
  const copy = await makePatchedCopy(control).catch((error: Error) => error);
  if (copy instanceof Error) {
    say(`  ${copy.message}`);
    return false;
  }
  try {
    for (const seed of options.seeds) {
      if (options.signal.aborted) return false;
      if (!(await isCaughtOnce(control, copy.root, seed, options))) misses += 1;
    }
  } finally {
    copy.remove();
  }
  return misses === 0;
}

async function isCaughtOnce(
  { id, fault, caughtBy }: Control,
  root: string,
  seed: number,
  { seconds, outDir, signal }: ControlsOptions,
): Promise<boolean> {
  const dir = join(outDir, `${id}-${seed}`);
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  try {
    await runFault({ root, fault, seed, seconds, outDir: dir, signal });
    const verdict = await check(dir);
    writeFileSync(join(dir, 'result.json'), `${JSON.stringify(verdict, null, 2)}\n`);
    const red = verdict.invariants.filter(({ ok }) => !ok);
    const missing = caughtBy.filter((name) => !red.some((invariant) => invariant.id === name));
    say(`  seed ${seed}, ${fault}: ${missing.length === 0 ? 'caught' : `NOT caught by ${missing.join(', ')}`}`);
    for (const { id: name, violations } of red) say(`    ${name}: ${violations[0]}`);
    return missing.length === 0;
  } catch (error) {
    say(`  seed ${seed}, ${fault}: no verdict, ${(error as Error).message}`);
    return false;
  }
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);
