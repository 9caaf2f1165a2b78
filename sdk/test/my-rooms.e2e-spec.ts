import { describe, expect, it } from '@jest/globals';
import { eventually } from '../../api/test/support/eventually.js';
import { makeTenant } from '../../api/test/support/tenant.js';
import { myRooms } from '../src/index.js';
import type { Chat } from '../src/index.js';
import { makeChat, watch } from './support/chats.js';

/** Two people, and a room of theirs that the second one does not look at. */
async function two() {
  const { key } = await makeTenant();
  const [ada, bo] = [makeChat({ key }), makeChat({ key })];
  const [me] = await Promise.all([bo.session.guest({ displayName: 'Bo' }), ada.session.guest({ displayName: 'Ada' })]);
  const { id } = await ada.rooms.create({ type: 'public', name: 'Garden' });
  await bo.rooms.join(id);
  myRooms(bo).subscribe(() => undefined);
  await eventually(() => expect(myRooms(bo).get()).toMatchObject({ status: 'ready', rooms: [{ room: { id } }] }));
  return { key, ada, bo, me, id };
}

const first = (chat: Chat) => myRooms(chat).get().rooms[0];

describe('the rooms of a person', () => {
  it('are live: what others write there, what is read elsewhere, and rooms that come and go', async () => {
    const { ada, bo, me, id } = await two();
    await ada.room({ id }).send('one');
    await ada.room({ id }).send('two');
    await eventually(() => expect(first(bo)).toMatchObject({ unreadCount: 2, lastMessage: { text: 'two' } }));
    expect(first(bo)?.author?.displayName).toBe('Ada');
    expect(myRooms(bo).get().totalUnread).toBe(2);
    const room = watch(bo.room({ id }));
    await eventually(() => expect(room.timeline.get().member).not.toBeNull());
    await room.markRead();
    await eventually(() => expect(myRooms(bo).get().totalUnread).toBe(0));
    await eventually(() => expect(room.timeline.get().member?.readSeq).toBe(2));
    // Others see how far.
    const theirs = watch(ada.room({ id }));
    await eventually(() => expect(theirs.timeline.get().members[me?.id ?? '']?.readSeq).toBe(2));
    await ada.room({ id }).send('three');
    await eventually(() => expect(first(bo)).toMatchObject({ unreadCount: 1, lastMessage: { text: 'three' } }));
    const { id: newer } = await bo.rooms.create({ type: 'private', name: 'Newer' });
    await eventually(() =>
      expect(
        myRooms(bo)
          .get()
          .rooms.map((it) => it.room.id),
      ).toContain(newer),
    );
    await bo.rooms.leave(id);
    await eventually(() =>
      expect(
        myRooms(bo)
          .get()
          .rooms.map((it) => it.room.id),
      ).toEqual([newer]),
    );
  });

  it('are read anew when the connection comes back, with all that was missed', async () => {
    const { ada, bo, id } = await two();
    const undo = myRooms(bo).subscribe(() => undefined);
    undo();
    await ada.room({ id }).send('one');
    await eventually(() => expect(myRooms(bo).get().totalUnread).toBe(1));
  });

  it('are arranged by oneself, and nobody else is told', async () => {
    const { bo, ada, id } = await two();
    await ada.room({ id }).send('one');
    await eventually(() => expect(myRooms(bo).get().totalUnread).toBe(1));
    expect(await myRooms(bo).arrange(id, { muted: true, pinned: true })).toMatchObject({ muted: true, pinned: true });
    // While the list is being read it is shown as it was.
    await eventually(() =>
      expect(myRooms(bo).get()).toMatchObject({ totalUnread: 0, rooms: [{ member: { muted: true }, unreadCount: 1 }] }),
    );
    await expect(myRooms(bo).arrange(id.replace(/.$/, 'x'), {})).rejects.toMatchObject({ code: 'room_not_found' });
  });

  it('are none for a visitor, and those of the next person once there is one', async () => {
    const { key } = await makeTenant();
    const chat = makeChat({ key, session: 'none' });
    myRooms(chat).subscribe(() => undefined);
    await eventually(() => expect(chat.session.get().status).not.toBe('starting'));
    expect(myRooms(chat).get()).toMatchObject({ status: 'idle', rooms: [] });
    await chat.room({ slug: 'lobby' }).send('hello');
    await eventually(() => expect(myRooms(chat).get()).toMatchObject({ status: 'ready', rooms: [{ unreadCount: 0 }] }));
  });
});
