import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { LogItem } from './log-item.js';
import { GROUP_WINDOW_MS, layoutLog } from './log-layout.js';
import type { MessageRow } from './log-layout.js';

const noon = new Date(2026, 2, 12, 12).getTime();
const minute = 60_000;

function item(seq: number, patch: Partial<LogItem> & { at?: number } = {}): LogItem {
  const { at = noon + seq * 1000, ...rest } = patch;
  return {
    key: `m${seq}`,
    source: {} as LogItem['source'],
    seq,
    authorId: 'ada',
    authorName: 'Ada',
    authorPicture: null,
    own: false,
    text: 'hello',
    createdAt: new Date(at).toISOString(),
    status: 'sent',
    gone: '',
    failure: null,
    ...rest,
  };
}

const options = { now: noon, newFromSeq: null };
const rowsOf = (items: LogItem[], newFromSeq: number | null = null): MessageRow[] =>
  layoutLog(items, { now: noon, newFromSeq })
    .flatMap((day) => day.rows)
    .filter((row) => row.kind === 'message');
const shape = (rows: MessageRow[]): string =>
  rows.map((row) => `${row.starts ? '[' : ''}${row.item.seq}${row.ends ? ']' : ''}`).join(' ');

describe('the layout of a log', () => {
  it('groups the messages of one person within five minutes', () => {
    const later = noon + GROUP_WINDOW_MS + 2 * minute;
    expect(shape(rowsOf([item(1), item(2), item(3, { authorId: 'bo' }), item(4, { authorId: 'bo', at: later })]))).toBe(
      '[1 2] [3] [4]',
    );
  });

  it('keeps an own message in its group when its author becomes known', () => {
    const rows = rowsOf([item(1, { own: true, authorId: null }), item(2, { own: true, authorId: 'me' })]);
    expect(shape(rows)).toBe('[1 2]');
  });

  it('lets nothing join on to a failed message', () => {
    expect(shape(rowsOf([item(1, { own: true, status: 'failed' }), item(2, { own: true })]))).toBe('[1] [2]');
  });

  it('lets nothing join on to what a room tells of itself', () => {
    const source = { kind: 'system' } as LogItem['source'];
    const text = { kind: 'text' } as LogItem['source'];
    const items = [
      item(1, { source: text }),
      item(2, { source: text }),
      item(3, { source }),
      item(4, { source: text }),
    ];
    expect(shape(rowsOf(items))).toBe('[1 2] [3] [4]');
  });

  it('begins a group at the line of new messages', () => {
    const days = layoutLog([item(1), item(2), item(3)], { now: noon, newFromSeq: 2 });
    expect(days[0]?.rows.map((row) => row.key)).toEqual(['m1', 'new', 'm2', 'm3']);
    expect(shape(rowsOf([item(1), item(2), item(3)], 2))).toBe('[1] [2 3]');
  });

  it('puts the line before the next message when the first unread one is not held', () => {
    const days = layoutLog([item(1), item(4)], { now: noon, newFromSeq: 3 });
    expect(days[0]?.rows.map((row) => row.key)).toEqual(['m1', 'new', 'm4']);
  });

  it('opens a section for each day, named as people name it', () => {
    const day = 24 * 60 * minute;
    const days = layoutLog([item(1, { at: noon - day }), item(2)], options);
    expect(days.map((section) => section.label)).toEqual(['Yesterday', 'Today']);
  });

  it('keeps a message from a clock that jumped back where its seq puts it', () => {
    const day = 24 * 60 * minute;
    const days = layoutLog([item(1), item(2, { at: noon - day }), item(3)], options);
    expect(days).toHaveLength(1);
  });

  it('shows every message once, in order, in whole groups, whatever the clocks said', () => {
    const entries = fc.array(
      fc.record({
        at: fc.integer({ min: noon - 1e9, max: noon + 1e9 }),
        authorId: fc.constantFrom('ada', 'bo'),
        own: fc.boolean(),
        status: fc.constantFrom('sent' as const, 'failed' as const),
      }),
    );
    fc.assert(
      fc.property(entries, fc.option(fc.nat(30)), (list, newFromSeq) => {
        const items = list.map((entry, index) => item(index + 1, entry));
        const days = layoutLog(items, { now: noon, newFromSeq });
        const rows = days.flatMap((day) => day.rows).filter((row) => row.kind === 'message');
        expect(rows.map((row) => row.item)).toEqual(items);
        expect(new Set(days.map((day) => day.key)).size).toBe(days.length);
        expect(days.flatMap((day) => day.rows).filter((row) => row.kind === 'new').length).toBeLessThanOrEqual(1);
        for (const [index, row] of rows.entries()) expect(row.ends).toBe(rows[index + 1]?.starts ?? true);
      }),
    );
  });
});
