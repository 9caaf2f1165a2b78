import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { ROUNDS, SECONDS } from './rounds.mjs';

/** Where the figures are written. */
export const PAGE = fileURLToPath(new URL('../../docs/benchmarks.md', import.meta.url));

const number = (value) =>
  value === undefined
    ? ''
    : Math.abs(value) >= 100
      ? Math.round(value).toLocaleString('en')
      : String(Number(value.toPrecision(3)));

/** Whether a figure is where it must be; `undefined` where it is only told. */
export function holds({ ours, ratio, bar }) {
  if (!bar) return undefined;
  if (bar.value !== undefined) return ours <= bar.value;
  return bar.least !== undefined ? ratio >= bar.least : ratio <= bar.most;
}

function barText({ bar }) {
  if (!bar) return '';
  const must = bar.value !== undefined ? `≤ ${number(bar.value)}` : bar.least ? `≥ ${bar.least}x` : `≤ ${bar.most}x`;
  return bar.aim ? `${must}, aim ${number(bar.aim)}${bar.value === undefined ? 'x' : ''}` : must;
}

/** The rows as one Markdown table. */
export function table(rows) {
  const lines = rows.map((row) => {
    const { what, peer, ours, theirs, ratio, least, greatest } = row;
    const spread =
      ratio === undefined
        ? ''
        : least === undefined
          ? number(ratio)
          : `${number(ratio)} (${number(least)} to ${number(greatest)})`;
    const verdict = { true: 'yes', false: '**no**', undefined: '' }[String(holds(row))];
    return `| ${what} | ${number(ours)} | ${peer} | ${number(theirs)} | ${spread} | ${barText(row)} | ${verdict} |`;
  });
  return [
    '| figure | Parley | peer | its figure | ratio | bar | met |',
    '|---|---|---|---|---|---|---|',
    ...lines,
  ].join('\n');
}

/** What people wrote below the figures stays. */
const notesOf = (before) => /\n## [\s\S]*/.exec(before)?.[0] ?? '';

/** docs/benchmarks.md: the figures, and all that is needed to judge them. */
export function page(rows) {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  return `# Benchmarks

Written by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}, commit ${commit}, Node ${process.version},
${cpus().length} cores (${cpus()[0]?.model.trim()}), the embedded PostgreSQL as shipped (fsync and synchronous_commit on), texts of
100 bytes. Servers and clients are processes of their own on one machine. Loads run ${SECONDS} s, ${ROUNDS} rounds (or as many as told) in turns with the peer
after one that is not counted; a ratio is Parley's figure by the peer's of the same round: the median, and the least and the
greatest. Figures are medians.

Parley's sends are durable when they are acknowledged. Every reader's messages are counted: a run in which one reader missed,
doubled or reordered one message fails. Readers only compare bytes, so that the clients' process is not what is measured; how
much of a core it used is told.

${table(rows)}
${existsSync(PAGE) ? notesOf(readFileSync(PAGE, 'utf8')) : ''}`;
}
