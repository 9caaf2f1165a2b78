import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { HistoryEvent, Run } from '../history/events.js';
import type { LogRow } from '../history/log-rows.js';
import { Interned } from './interned.js';

/** Everything that a run's folder holds, as it was written: the events of one process are in the order of its lines. */
export interface RecordedRun {
  readonly run: Run;
  readonly events: readonly HistoryEvent[];
  readonly log: readonly LogRow[];
}

/**
 * Reads a run's folder.
 * @throws Error when a file is missing or has a line that is no JSON, but for a torn last line of a history: its process
 *   was killed while it wrote
 */
export async function readRun(dir: string): Promise<RecordedRun> {
  const run = JSON.parse(await readFile(join(dir, 'run.json'), 'utf8')) as Run;
  const names = (await readdir(dir)).filter((name) => /^history-.*\.ndjson$/.test(name)).sort();
  if (names.length === 0) throw new Error(`${dir} holds no history`);
  const interned = new Interned();
  const events: HistoryEvent[] = [];
  for (const name of names) {
    for await (const event of linesOf<HistoryEvent>(join(dir, name), { mayBeTorn: true })) {
      events.push(interned.event(event));
    }
  }
  const log: LogRow[] = [];
  for await (const row of linesOf<LogRow>(join(dir, 'log.ndjson'), { mayBeTorn: false })) log.push(row);
  return { run, events, log };
}

async function* linesOf<Line>(file: string, { mayBeTorn }: { mayBeTorn: boolean }): AsyncGenerator<Line> {
  let number = 0;
  let broken: string | undefined;
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    if (broken !== undefined) throw new Error(broken);
    number += 1;
    let parsed: Line;
    try {
      parsed = JSON.parse(line) as Line;
    } catch {
      // Whether it is the last one shows with the next.
      broken = `${file}:${number} is no JSON`;
      continue;
    }
    yield parsed;
  }
  if (broken !== undefined && !mayBeTorn) throw new Error(broken);
}
