/** Rounds in turns: what the machine does meanwhile meets both sides. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

export const ROUNDS = 3;
export const SECONDS = 4;

/** The middle of some numbers. */
export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** Runs a script of this folder as a process of its own and reads the JSON line that it prints. */
export async function measureApart(script, options) {
  const file = fileURLToPath(new URL(script, import.meta.url));
  const { stdout } = await run(process.execPath, [file, JSON.stringify(options)], { maxBuffer: 1 << 26 });
  return JSON.parse(stdout);
}

/**
 * Sends and readers, counted: a run in which one reader missed, doubled or reordered one message is a failed one.
 * @throws Error also when the readers' process, not the server, was what limited the figure
 */
export async function measureLoad(options) {
  const result = await measureApart('load.mjs', { seconds: SECONDS, ...options });
  if (result.missing !== 0 || result.broken !== 0 || result.refused !== 0) {
    throw new Error(`a reader missed, doubled or reordered messages: ${JSON.stringify(result)}`);
  }
  return result;
}

/**
 * Measures two sides in turns, after one round that is not counted.
 * @param {() => Promise<Record<string, number>>} ours
 * @param {() => Promise<Record<string, number>>} theirs
 * @param {number} [rounds] more of them where the two sides are nearly even
 */
export async function inTurns(ours, theirs, rounds = ROUNDS) {
  await ours();
  await theirs();
  const pairs = [];
  for (let round = 0; round < rounds; round += 1) pairs.push([await ours(), await theirs()]);
  return {
    pairs,
    /** Both sides' medians of a figure, and the median, least and greatest of the ratios of one round. */
    compare(figure) {
      const ratios = pairs.map(([our, their]) => our[figure] / their[figure]);
      return {
        ours: median(pairs.map(([our]) => our[figure])),
        theirs: median(pairs.map(([, their]) => their[figure])),
        ratio: median(ratios),
        least: Math.min(...ratios),
        greatest: Math.max(...ratios),
      };
    },
  };
}
