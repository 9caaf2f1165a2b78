import type { Verdict } from '../results.js';
import { countsOf, emptinessOf } from './counts.js';
import { type History, indexRun } from './history.js';
import { invariants } from './invariants/index.js';
import { readRun } from './read-run.js';

/** As many violations of one invariant are told; the others are counted. */
const maxTold = 20;

/**
 * Judges a run by what its folder holds.
 * @param dir the folder that `runFault` wrote
 * @throws Error when the folder is not whole
 */
export async function check(dir: string): Promise<Verdict> {
  return judge(indexRun(await readRun(dir)));
}

/** Judges an indexed run: `unknown` when nothing was violated and too little happened that could have been. */
export function judge(history: History): Verdict {
  const counts = countsOf(history);
  const judged = invariants.map((invariant) => {
    const told: string[] = [];
    let count = 0;
    for (const violation of invariant.violations(history)) {
      count += 1;
      if (told.length < maxTold) told.push(violation);
    }
    counts[`violations of ${invariant.id}`] = count;
    if (count > told.length) told.push(`and ${count - told.length} more`);
    return { id: invariant.id, ok: count === 0, violations: told };
  });
  const emptiness = emptinessOf(history.run, counts);
  const isKept = judged.every(({ ok }) => ok);
  const enough = { id: 'enough happened', ok: emptiness.length === 0, violations: emptiness };
  const verdict = !isKept ? 'red' : enough.ok ? 'green' : 'unknown';
  return { verdict, invariants: [...judged, enough], counts };
}
