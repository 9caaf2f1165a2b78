import { describe, expect, it } from '@jest/globals';
import { eventually } from '../../api/test/support/eventually.js';
import { makeTenant } from '../../api/test/support/tenant.js';
import { watchRooms } from '../src/index.js';
import { makeChat, until, watch } from './support/chats.js';

const here = (): void => undefined;

describe('rooms that are watched', () => {
  it('tell who is here without being open, until they are watched no more', async () => {
    const at = { key: (await makeTenant()).key };
    const [ada, bo, cy] = [makeChat(at), makeChat(at), makeChat(at)];
    const [bosId, cysId] = [(await bo.session.me()).id, (await cy.session.me()).id];
    const [withBo, withCy] = [await ada.direct({ userId: bosId }), await ada.direct({ userId: cysId })];
    for (const chat of [ada, bo]) chat.presence.subscribe(here);
    const rooms = watchRooms(ada);
    rooms.set([withBo.id, withCy.id]);
    await eventually(() => expect(ada.presence.get()[bosId]?.status).toBe('online'));
    expect(ada.presence.get()[cysId]?.status).not.toBe('online');
    cy.presence.subscribe(here);
    await eventually(() => expect(ada.presence.get()[cysId]?.status).toBe('online'));
    rooms.set([withBo.id]);
    await bo.close();
    await cy.close();
    await eventually(() => expect(ada.presence.get()[bosId]?.status).toBe('offline'));
    expect(ada.presence.get()[cysId]?.status).toBe('online');
  });

  it('are heard anew on the next connection, and one that is open stays open', async () => {
    const at = { key: (await makeTenant()).key };
    const [ada, bo] = [makeChat(at), makeChat(at)];
    const { id: bosId } = await bo.session.me();
    const { id } = await ada.direct({ userId: bosId });
    ada.presence.subscribe(here);
    const rooms = watchRooms(ada);
    rooms.set([id]);
    const room = watch(ada.room({ id }));
    await until(room, ({ status }) => status === 'ready');
    ada.parts.connection.link?.close();
    bo.presence.subscribe(here);
    await eventually(() => expect(ada.presence.get()[bosId]?.status).toBe('online'));
    rooms.set([]);
    await bo.room({ id }).send('still there?');
    await until(room, ({ items }) => items.length === 1);
  });

  it('are twenty at most', async () => {
    const at = { key: (await makeTenant()).key };
    const ada = makeChat(at);
    const ids: string[] = [];
    for (let n = 0; n < 22; n++) ids.push((await ada.rooms.create({ type: 'private', name: `Room ${n}` })).id);
    ada.presence.subscribe(here);
    watchRooms(ada).set(ids);
    const open = async (): Promise<string[]> => {
      const heads = await ada.parts.connection.link?.command('heads', {});
      return heads?.heads.map(({ roomId }) => roomId).sort() ?? [];
    };
    await eventually(async () => expect(await open()).toEqual(ids.slice(0, 20).sort()));
  });
});
