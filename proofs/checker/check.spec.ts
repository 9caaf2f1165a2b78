import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { check } from './check.js';
import type { StoryReader } from './stories/story-reader.js';
import { Story } from './stories/story.js';

const owed = { to: 'ada@example.com', kind: 'verify_email' } as const;

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'parley-checker-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

/** Writes what a run would, with the client's process in two halves. */
function write(story: Story, odd: Partial<Record<string, string>> = {}): void {
  const { run, events, log } = story.recorded();
  const lines = (rows: readonly unknown[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  const middle = events.length >> 1;
  const files: Record<string, string | undefined> = {
    'run.json': JSON.stringify(run),
    'history-a.ndjson': lines(events.slice(0, middle)),
    'history-b.ndjson': lines(events.slice(middle)),
    'log.ndjson': lines(log),
    ...odd,
  };
  for (const [name, content] of Object.entries(files)) {
    if (content !== undefined) writeFileSync(join(dir, name), content);
  }
}

const quiet = (): Story => {
  const story = new Story();
  story.sent('ada', 'm1');
  story.reader('bo').shows();
  return story;
};

describe("a run's folder", () => {
  it('is judged whole, whatever process wrote what', async () => {
    write(quiet());
    expect(await check(dir)).toMatchObject({ verdict: 'green', counts: { okSends: 1, answers: 1, digests: 1 } });
  });

  it('may end its histories in the middle of a line, for clients are killed', async () => {
    write(quiet(), { 'history-c.ndjson': '{"kind":"gap","cli' });
    expect((await check(dir)).verdict).toBe('green');
  });

  it('may not have a broken line in front of others', async () => {
    write(quiet(), { 'history-c.ndjson': '{"kind":"gap","cli\n{}\n' });
    await expect(check(dir)).rejects.toThrow(/history-c\.ndjson:1 is no JSON/);
  });

  it('may not have a torn dump', async () => {
    write(quiet(), { 'log.ndjson': '{"from":"tab' });
    await expect(check(dir)).rejects.toThrow(/log\.ndjson:1 is no JSON/);
  });

  it('may not lack its dump', async () => {
    write(quiet(), { 'log.ndjson': undefined });
    await expect(check(dir)).rejects.toThrow(/ENOENT/);
  });

  it('may not lack its histories', async () => {
    write(quiet(), { 'history-a.ndjson': undefined, 'history-b.ndjson': undefined });
    await expect(check(dir)).rejects.toThrow(/no history/);
  });
});

describe('a run in which too little happened', () => {
  type Happening = (story: Story, reader: StoryReader) => void;
  const happenings: readonly [string, Happening][] = [
    ['okSends', (story, reader) => (story.sent('ada', 'm1'), reader.follows())],
    ['okEdits', (story, reader) => (story.edited(story.sent('ada', 'm1'), 'another text'), reader.follows())],
    ['okDeletions', (story, reader) => (story.deleted(story.sent('ada', 'm1')), reader.follows())],
    ['okReactions', (story, reader) => (story.toggled('react', story.sent('ada', 'm1'), 'bo'), reader.follows())],
    ['gaps', (_, reader) => (reader.noticesGap(), reader.syncs())],
    ['infos', (story) => story.sends('ada', 'm1').info()],
    ['reconnects', (story) => (story.online('bo'), story.online('bo'))],
    ['bans', (story) => story.moderates('ban', 'ada').ok()],
    ['troubles', (story) => story.troubled()],
    ['mails', (story) => (story.asks('register', owed).ok(), story.mailed(owed))],
  ];

  it.each(happenings)('is unknown for its %s', (name, happens) => {
    const judged = (isEnough: boolean): string => {
      const story = new Story();
      story.needs({ [name]: 1 });
      const reader = story.reader('bo');
      if (isEnough) happens(story, reader);
      reader.shows();
      return story.judge().verdict;
    };
    expect([judged(false), judged(true)]).toEqual(['unknown', 'green']);
  });

  it('is unknown for its infos where a chat of the SDK was told why it was refused', () => {
    const judged = (isRefused: boolean): string => {
      const story = new Story();
      story.needs({ infos: 1 });
      const message = story.room.write('ada', 'm1');
      const reader = story.reader('ada');
      const edit = story.changes('edit', 'ada', message, { client: 'ada-client', text: 'another text' });
      if (isRefused) edit.fail('rate_limited');
      else edit.info();
      reader.shows();
      return story.judge().verdict;
    };
    expect([judged(true), judged(false)]).toEqual(['unknown', 'green']);
  });

  it('is unknown when people waited long who had nothing to do with what was broken', () => {
    const judged = (ms: number): string => {
      const story = quiet();
      story.troubled();
      const request = story.asks('register', null);
      story.waits(ms);
      request.ok();
      return story.judge().verdict;
    };
    expect([judged(2_100), judged(1_900)]).toEqual(['unknown', 'green']);
  });

  it('is red for a request that waits, unless those wait that have nothing to do with mail', () => {
    const judged = (plainMs: number): string => {
      const story = quiet();
      story.troubled();
      for (const [op, ms] of [
        ['register', plainMs],
        ['forgot', 5_500],
      ] as const) {
        const request = story.asks(op, null);
        story.waits(ms);
        request.ok();
      }
      return story.judge().verdict;
    };
    expect([judged(100), judged(3_000)]).toEqual(['red', 'unknown']);
  });

  it('is unknown when more than a tenth of what people asked for found the server too busy', () => {
    const judged = (refused: number): string => {
      const story = quiet();
      for (let at = 0; at < 10; at += 1) story.asks('forgot', null).ok();
      for (let at = 0; at < refused; at += 1) story.asks('forgot', null).fail('overloaded');
      return story.judge().verdict;
    };
    expect([judged(2), judged(1)]).toEqual(['unknown', 'green']);
  });

  it('is unknown when hardly a client was connected in the end', () => {
    const story = new Story();
    story.reader('ada').shows();
    story.reader('bo').shows({ isConnected: false });
    expect(story.judge().verdict).toBe('unknown');
  });

  it('is unknown when one of the clients did not show what it holds', () => {
    const story = new Story();
    story.reader('ada').shows();
    story.reader('bo');
    expect(story.judge().verdict).toBe('unknown');
  });

  it('is unknown when nobody showed anything in the end', () => {
    const story = new Story();
    story.reader('ada');
    expect(story.judge().verdict).toBe('unknown');
  });

  it('is red, not unknown, when something was violated all the same', () => {
    const story = quiet();
    story.needs({ okSends: 1_000 });
    story.unwell('unhandled');
    expect(story.judge().verdict).toBe('red');
  });
});

it('tells twenty violations of an invariant and counts all', () => {
  const story = quiet();
  for (let at = 0; at < 23; at += 1) story.unwell('unhandled');
  const { invariants, counts } = story.judge();
  const violations = invariants.find(({ id }) => id === 'health')?.violations ?? [];
  expect(violations.slice(19)).toEqual(['node-1: unhandled, as told', 'and 3 more']);
  expect(counts['violations of health']).toBe(23);
});
