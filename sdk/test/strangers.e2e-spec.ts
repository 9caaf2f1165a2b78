import { describe, expect, it } from '@jest/globals';
import { eventually } from '../../api/test/support/eventually.js';
import { makeTenant } from '../../api/test/support/tenant.js';
import { makeChat, until, watch } from './support/chats.js';
import { until as untilStore } from './support/until.js';

const idOf = (chat: ReturnType<typeof makeChat>): string => chat.session.get().user?.id ?? '';

/** Two people who have the lobby open, and sit in it. */
async function two() {
  const { key } = await makeTenant();
  const chats = [makeChat({ key }), makeChat({ key })] as const;
  const rooms = chats.map((chat) => watch(chat.room({ slug: 'lobby' })));
  for (const room of rooms) await room.send('hello');
  const [ada, bo] = chats;
  const [hers, his] = rooms as [(typeof rooms)[0], (typeof rooms)[0]];
  return { key, ada, bo, hers, his };
}

describe('who types', () => {
  it('is seen by the others until the message is there, or they stop', async () => {
    const { ada, hers, his } = await two();
    his.typing.subscribe(() => undefined);
    // It is told in passing, and may get lost; it is said again three seconds later.
    await eventually(async () => {
      await hers.setTyping(true);
      expect(his.typing.get()).toEqual([idOf(ada)]);
    });
    expect(hers.typing.get()).toEqual([]);
    await hers.setTyping(false);
    await eventually(() => expect(his.typing.get()).toEqual([]));
    await eventually(async () => {
      // Not sooner than three seconds after the last time.
      await hers.setTyping(true);
      expect(his.typing.get()).toEqual([idOf(ada)]);
    });
    await hers.send('there it is');
    await eventually(() => expect(his.typing.get()).toEqual([]));
  });
});

describe('who is here', () => {
  it('is seen in rooms that were opened before and after somebody asked, and changes', async () => {
    const { ada, bo, his } = await two();
    ada.presence.subscribe(() => undefined);
    await eventually(() => expect(ada.presence.get()[idOf(bo)]?.status).toBe('online'));
    await bo.setPresence('away');
    await eventually(() => expect(ada.presence.get()[idOf(bo)]?.status).toBe('away'));
    await bo.setPresence('invisible');
    await eventually(() => expect(ada.presence.get()[idOf(bo)]).toMatchObject({ status: 'offline' }));
    await eventually(() => expect(bo.presence.get()[idOf(bo)]?.status).toBe('invisible'));
    await bo.setPresence('online');
    await eventually(() => expect(ada.presence.get()[idOf(bo)]?.status).toBe('online'));
    const id = idOf(bo);
    his.close();
    await bo.close();
    await eventually(() => expect(ada.presence.get()[id]).toMatchObject({ status: 'offline' }));
    expect(ada.presence.get()[id]?.lastSeenAt).toBeDefined();
  });
});

describe('strangers', () => {
  it('meet, talk, see each other leave, and go on to the next', async () => {
    const { key } = await makeTenant();
    const [ada, bo] = [makeChat({ key }), makeChat({ key })];
    const hers = await ada.match({ interests: ['tea'] });
    expect(hers.state.get().status).toBe('waiting');
    const his = await bo.match({ interests: ['Tea'] });
    await eventually(() => expect(his.state.get().status).toBe('matched'));
    const { roomId } = his.state.get();
    await eventually(() => expect(hers.state.get()).toEqual({ status: 'matched', roomId, error: null, waiting: null }));
    const [herRoom, hisRoom] = [watch(ada.room({ id: roomId ?? '' })), watch(bo.room({ id: roomId ?? '' }))];
    await hisRoom.send('hello');
    await until(herRoom, ({ items }) => items.length === 1);
    await hers.next();
    expect(hers.state.get()).toEqual({ status: 'waiting', roomId: null, error: null, waiting: 1 });
    await until(hisRoom, ({ room }) => typeof room?.archivedAt === 'string');
    await his.next();
    await eventually(() => expect(hers.state.get().status).toBe('matched'));
    expect(hers.state.get().roomId).not.toBe(roomId);
    for (const match of [hers, his]) await match.stop();
    expect(hers.state.get()).toEqual({ status: 'ended', roomId: null, error: null, waiting: null });
  });

  it('who wait no more are not found', async () => {
    const { key } = await makeTenant();
    const [ada, bo] = [makeChat({ key }), makeChat({ key })];
    const hers = await ada.match();
    await hers.stop();
    // Also who stops while they are being queued again.
    const queueing = hers.next();
    await untilStore(hers.state, ({ status }) => status === 'waiting');
    await Promise.all([hers.stop(), queueing]);
    expect(hers.state.get().status).toBe('ended');
    expect((await bo.match()).state.get()).toMatchObject({ status: 'waiting', waiting: 1 });
    await expect(ada.match({ size: 9 })).rejects.toMatchObject({ code: 'validation_failed' });
  });
});
