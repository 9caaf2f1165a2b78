import { readFileSync, writeFileSync } from 'node:fs';
import { faults } from './faults/index.js';
import type { RunResult } from './results.js';

const counted = {
  'ok sends': 'okSends',
  edits: 'okEdits',
  deletions: 'okDeletions',
  reactions: 'okReactions',
  reconnects: 'reconnects',
  gaps: 'gaps',
  infos: 'infos',
} as const;

const columns = ['fault', 'seed', 'seconds', ...Object.keys(counted), 'verdict', 'violated'];

const cellsOf = ({ fault, seed, seconds, counts, verdict, invariants, failure }: RunResult): string[] => {
  const title = faults.find(({ id }) => id === fault)?.title ?? '';
  const violated = invariants.filter(({ ok }) => !ok).map(({ id }) => id);
  const numbers = Object.values(counted).map((name) => String(counts[name] ?? 0));
  return [`${fault} ${title}`, String(seed), String(seconds), ...numbers, verdict, failure ?? violated.join(' ')];
};

/** The results fault by fault, as a table of Markdown. */
export function tableOf(results: readonly RunResult[]): string {
  const rows = [columns, columns.map(() => '---'), ...results.map(cellsOf)];
  return rows
    .map((row) => `| ${row.map((cell) => cell.replaceAll('|', '/').replaceAll('\n', ' ')).join(' | ')} |`)
    .join('\n');
}

const [from, to] = ['<!-- results: written by npm run proofs -->', '<!-- end of results -->'];

/** Puts a text between the marks of a document. @throws Error when it has none */
export function writeBetweenMarks(file: string, text: string): void {
  const document = readFileSync(file, 'utf8');
  const [begin, end] = [document.indexOf(from), document.indexOf(to)];
  if (begin < 0 || end < begin) throw new Error(`${file} has no place for results`);
  writeFileSync(file, `${document.slice(0, begin + from.length)}\n\n${text}\n\n${document.slice(end)}`);
}
