import { describe, expect, it } from '@jest/globals';
import type { LogItem } from './log-item.js';
import { answered, lastSeq, nothingRead, panelOpened, saw, unreadCount } from './unread.js';

const item = (seq: number | null, patch: Partial<LogItem> = {}): LogItem => ({
  key: `m${seq}`,
  source: {} as LogItem['source'],
  seq,
  authorId: 'ada',
  authorName: 'Ada',
  authorPicture: null,
  own: false,
  text: 'hello',
  createdAt: '2026-03-14T14:05:00.000Z',
  status: 'sent',
  gone: '',
  failure: null,
  ...patch,
});

describe('what is unread', () => {
  it('is nothing before the room was ever seen', () => {
    expect(unreadCount([item(1), item(2)], nothingRead)).toBe(0);
    expect(panelOpened(nothingRead, [item(1)]).newFromSeq).toBeNull();
  });

  it('is what others wrote after the last look', () => {
    const read = saw(nothingRead, lastSeq([item(1)]));
    const items = [item(1), item(2), item(3, { own: true }), item(4, { gone: 'Message deleted' }), item(5), item(null)];
    expect(unreadCount(items, read)).toBe(2);
    expect(panelOpened(read, items).newFromSeq).toBe(2);
  });

  it('counts from the first message of a room that was seen empty', () => {
    expect(unreadCount([item(1)], saw(nothingRead, lastSeq([])))).toBe(1);
  });

  it('keeps the line while its reader reads, until an answer or the next opening', () => {
    const items = [item(1), item(2)];
    const opened = panelOpened(saw(nothingRead, lastSeq([item(1)])), items);
    const read = saw(opened, lastSeq(items));
    expect(read.newFromSeq).toBe(2);
    expect(unreadCount(items, read)).toBe(0);
    expect(answered(read).newFromSeq).toBeNull();
    expect(panelOpened(read, items).newFromSeq).toBeNull();
  });

  it('stays the same object when nothing changed', () => {
    const read = saw(nothingRead, lastSeq([item(3)]));
    expect(saw(read, lastSeq([item(2)]))).toBe(read);
    expect(answered(read)).toBe(read);
  });
});
