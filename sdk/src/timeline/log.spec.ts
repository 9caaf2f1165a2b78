import { describe, expect, it } from '@jest/globals';
import { ModelRoom } from '../../test/support/model-room.js';
import type { Changes } from '../contract/index.js';
import { anchorOf, applyChanges, emptyLog } from './log.js';
import { addPage, dropPage, expectPage } from './pages.js';

const room = (messages: number, pageSize = 4): ModelRoom => {
  const server = new ModelRoom(100, pageSize);
  server.commit(Array.from({ length: messages }, () => ({ what: 'send', by: 1 })));
  return server;
};
const edit = (server: ModelRoom, seq: number): Changes => server.commit([{ what: 'edit', target: seq - 1 }]) as Changes;
const seqs = (log: { messages: readonly { seq: number }[] }) => log.messages.map(({ seq }) => seq);
const textOf = (log: typeof emptyLog, seq: number) => log.messages.find((message) => message.seq === seq)?.text;

describe('a log', () => {
  it('starts with the newest page and says that there is more before it', () => {
    const log = applyChanges(emptyLog, room(6).answer({}));
    expect(seqs(log)).toEqual([3, 4, 5, 6]);
    expect(log.hasBefore).toBe(true);
    expect(applyChanges(emptyLog, room(4).answer({})).hasBefore).toBe(false);
    expect(applyChanges(emptyLog, room(0).answer({})).hasBefore).toBe(false);
  });

  it('grows at its older end by pages, up to the first message', () => {
    const server = room(6);
    let log = applyChanges(emptyLog, server.answer({}));
    log = addPage(expectPage(log), server.page(3, 1));
    expect([seqs(log), log.hasBefore]).toEqual([[2, 3, 4, 5, 6], true]);
    log = addPage(expectPage(log), server.page(2, 1));
    expect([seqs(log), log.hasBefore]).toEqual([[1, 2, 3, 4, 5, 6], false]);
  });

  it('does not show a change of a message that it does not hold', () => {
    const server = room(6);
    const log = applyChanges(emptyLog, server.answer({}));
    expect(seqs(applyChanges(log, edit(server, 1)))).toEqual([3, 4, 5, 6]);
  });

  it('shows an edit that came while the page with the older text was on its way', () => {
    const server = room(6);
    const log = expectPage(applyChanges(emptyLog, server.answer({})));
    const page = server.page(3, 2);
    const edited = addPage(applyChanges(log, edit(server, 2)), page);
    expect(textOf(edited, 2)).toBe('text of message-2!');
  });

  it('keeps the newer text of a page when the frames before it come late', () => {
    const server = room(6);
    const log = expectPage(applyChanges(emptyLog, server.answer({})));
    const first = edit(server, 2);
    const second = edit(server, 2);
    const paged = addPage(log, server.page(3, 2));
    const late = applyChanges(paged, first);
    expect(textOf(late, 2)).toBe('text of message-2!!');
    expect(textOf(applyChanges(late, second), 2)).toBe('text of message-2!!');
  });

  it('forgets a page that was asked for before a reset', () => {
    const server = room(6);
    const log = expectPage(applyChanges(emptyLog, server.answer({})));
    const reset = applyChanges(log, server.answer({}));
    expect(addPage(reset, server.page(3, 2))).toBe(reset);
  });

  it('collects nothing for a page that did not come', () => {
    const server = room(6);
    const log = dropPage(expectPage(applyChanges(emptyLog, server.answer({}))));
    expect(applyChanges(log, edit(server, 1)).strays).toBeNull();
  });

  it('keeps the newest messages while nobody reads older ones, and gets the others back by pages without a hole', () => {
    const server = room(490, 490);
    let log = applyChanges(emptyLog, server.answer({}));
    for (let i = 0; i < 30; i++) log = applyChanges(log, server.commit([{ what: 'send', by: 1 }]) as Changes);
    expect([log.messages.length, log.messages[0]?.seq, log.messages.at(-1)?.seq]).toEqual([500, 21, 520]);
    expect(log.hasBefore).toBe(true);
    log = addPage(expectPage(log), server.page(21, 15));
    log = addPage(expectPage(log), server.page(6, 15));
    expect(log.messages).toEqual(server.state.messages);
    expect(log.hasBefore).toBe(false);
  });

  it('lets go of nothing that was loaded by pages, or that a page under way follows, until a reset', () => {
    const server = room(510, 495);
    const send = () => server.commit(Array.from({ length: 10 }, () => ({ what: 'send', by: 1 }))) as Changes;
    let log = expectPage(applyChanges(emptyLog, server.answer({})));
    const page = server.page(16, 5);
    log = applyChanges(log, send());
    expect([log.messages.length, log.messages[0]?.seq]).toEqual([505, 16]);
    log = applyChanges(addPage(log, page), send());
    expect([log.messages.length, log.messages[0]?.seq]).toEqual([520, 11]);
    log = applyChanges(applyChanges(log, server.answer({})), send());
    expect([log.messages.length, log.messages[0]?.seq]).toEqual([500, 41]);
  });

  it('names an anchor that it holds when the message that changed last was let go of', () => {
    const server = room(500, 500);
    let log = applyChanges(applyChanges(emptyLog, server.answer({})), edit(server, 1));
    expect(anchorOf(log)).toEqual({ messageId: 'message-1', position: 501 });
    log = applyChanges(log, server.commit([{ what: 'rename' }, { what: 'send', by: 1 }]) as Changes);
    expect(anchorOf(log)).toEqual({ messageId: 'message-501', position: 503 });
    expect(server.answer({ epoch: 'epoch-1', position: log.position, anchor: anchorOf(log) }).reset).toBe(false);
  });

  it('names the message that changed last, not the last message, as its anchor', () => {
    const server = room(6);
    const log = applyChanges(applyChanges(emptyLog, server.answer({})), edit(server, 4));
    expect(anchorOf(log)).toEqual({ messageId: 'message-4', position: 7 });
    expect(anchorOf(emptyLog)).toBeUndefined();
  });

  it('keeps messages that did not change as the same objects', () => {
    const server = room(6);
    const log = applyChanges(emptyLog, server.answer({}));
    const next = applyChanges(log, edit(server, 6));
    expect(next.messages[0]).toBe(log.messages[0]);
    expect(next.messages[3]).not.toBe(log.messages[3]);
  });
});
