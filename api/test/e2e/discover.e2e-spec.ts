import { describe, expect, it } from '@jest/globals';
import type { Message } from '../../src/messages/message.schema.js';
import type { RoomPage } from '../../src/rooms/discover.schema.js';
import type { Room } from '../../src/rooms/room.schema.js';
import { eventually } from '../support/eventually.js';
import { makeTenant, type TestUser } from '../support/tenant.js';

const discover = async (user: TestUser, query = ''): Promise<RoomPage> =>
  (await user.rest<RoomPage>('GET', `/v1/rooms${query}`)).body;
const namesFor = async (user: TestUser, query: string): Promise<(string | null)[]> =>
  (await discover(user, `?query=${encodeURIComponent(query)}`)).items.map(({ name }) => name);
const makeRoom = async (user: TestUser, name: string, more: Record<string, unknown> = {}): Promise<Room> =>
  (await user.rest<Room>('POST', '/v1/rooms', { type: 'public', name, ...more })).body;
let sends = 0;
const send = (user: TestUser, { id }: Room) =>
  user.rest<Message>('POST', `/v1/rooms/${id}/messages`, { clientId: `discover-${(sends += 1)}`, text: 'hello' });

describe('Discover', () => {
  it('shows the lobby, then what has been active last, with members and when that was', async () => {
    const tenant = await makeTenant();
    const [ada, bo] = [await tenant.guest(), await tenant.guest()];
    const [first, second] = [await makeRoom(ada, 'First'), await makeRoom(ada, 'Second')];
    const names = async () => (await discover(bo)).items.map(({ name }) => name);
    expect(await names()).toEqual(['Lobby', 'Second', 'First']);
    const sent = (await send(bo, first)).body;
    expect(await names()).toEqual(['Lobby', 'First', 'Second']);
    const [, found, other] = (await discover(bo)).items;
    expect(found).toMatchObject({ id: first.id, memberCount: 2, lastActivityAt: sent.createdAt, joined: true });
    expect(other).toMatchObject({ id: second.id, memberCount: 1, joined: false });
    expect(Date.parse(other?.lastActivityAt ?? '')).toBeGreaterThanOrEqual(Date.parse(second.createdAt));
  });

  it('comes page by page, each room once, of a search too', async () => {
    const tenant = await makeTenant();
    const ada = await tenant.guest();
    for (let n = 0; n < 5; n += 1) await makeRoom(ada, `Garden ${n}`);
    const read = async (query: string) => {
      const names: (string | null)[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const page: RoomPage = await discover(ada, `?limit=2${query}${cursor ? `&cursor=${cursor}` : ''}`);
        names.push(...page.items.map(({ name }) => name));
        cursor = page.nextCursor;
      }
      return names;
    };
    const gardens = [4, 3, 2, 1, 0].map((n) => `Garden ${n}`);
    expect(await read('')).toEqual(['Lobby', ...gardens]);
    expect(await read('&query=garden')).toEqual(gardens);
    expect((await read('&query=gadren')).sort()).toEqual(gardens.sort());
  });

  it('finds by a part of name, topic and slug, and in spite of typos, what fits best first', async () => {
    const tenant = await makeTenant();
    const ada = await tenant.guest();
    await makeRoom(ada, 'Garten und Haus');
    await makeRoom(ada, 'The community Garden', { slug: 'green-thumbs' });
    await makeRoom(ada, 'Photography', { topic: 'Lenses and light' });
    await makeRoom(ada, '100%_sure\\');
    expect(await namesFor(ada, 'GARDEN')).toEqual(['The community Garden', 'Garten und Haus']);
    for (const typo of ['gardn', 'graden', 'comunity', 'gardeen']) {
      expect([typo, (await namesFor(ada, typo))[0]]).toEqual([typo, 'The community Garden']);
    }
    expect((await namesFor(ada, 'fotography'))[0]).toBe('Photography');
    expect(await namesFor(ada, 'lens')).toEqual(['Photography']);
    expect(await namesFor(ada, 'n-thum')).toEqual(['The community Garden']);
    expect(await namesFor(ada, '%_')).toEqual(['100%_sure\\']);
    expect(await namesFor(ada, '\\')).toEqual(['100%_sure\\']);
    expect(await namesFor(ada, 'xyzzy')).toEqual([]);
    expect(await namesFor(ada, 'lobby')).toEqual(['Lobby']);
  });

  it('shows no room that is private, archived, removed, or that one is banned from', async () => {
    const tenant = await makeTenant();
    const [ada, bo] = [await tenant.guest(), await tenant.guest()];
    const [archived, removed, barred] = [
      await makeRoom(ada, 'Forum old'),
      await makeRoom(ada, 'Forum gone'),
      await makeRoom(ada, 'Forum'),
    ];
    await ada.rest('POST', '/v1/rooms', { type: 'private', name: 'Forum secret' });
    await ada.rest('PATCH', `/v1/rooms/${archived.id}`, { archived: true });
    await ada.rest('DELETE', `/v1/rooms/${removed.id}`);
    expect(await namesFor(bo, 'forum')).toEqual(['Forum']);
    await ada.rest('PUT', `/v1/rooms/${barred.id}/bans/${bo.id}`);
    expect(await namesFor(bo, 'forum')).toEqual([]);
    expect((await discover(bo)).items.map(({ name }) => name)).toEqual(['Lobby']);
    expect(await namesFor(ada, 'forum')).toEqual(['Forum']);
    const stranger = await (await makeTenant()).guest();
    expect(await namesFor(stranger, 'forum')).toEqual([]);
  });

  it('refuses what is no query or cursor of it', async () => {
    const tenant = await makeTenant();
    const ada = await tenant.guest();
    await makeRoom(ada, 'Garden');
    const { nextCursor } = await discover(ada, '?limit=1');
    for (const [query, at] of [
      [`cursor=${nextCursor}&query=x`, '/cursor'],
      ['cursor=x', '/cursor'],
      [`query=${'x'.repeat(81)}`, '/query'],
      ['limit=0', '/limit'],
    ]) {
      const refused = await ada.rest('GET', `/v1/rooms?${query}`);
      expect(refused).toMatchObject({ status: 400, body: { code: 'validation_failed', errors: [{ path: at }] } });
    }
  });

  it('is shown to visitors while the tenant lets them read, and searched by people only', async () => {
    const tenant = await makeTenant();
    const ada = await tenant.guest();
    await makeRoom(ada, 'Garden');
    await makeRoom(ada, 'Ours', { type: 'private' });
    const { body } = await tenant.rest<RoomPage>('GET', '/v1/rooms');
    expect(body.items.map(({ name, joined }) => [name, joined])).toEqual([
      ['Lobby', false],
      ['Garden', false],
    ]);
    const refused = { status: 401, body: { code: 'unauthenticated' } };
    expect(await tenant.rest('GET', '/v1/rooms?query=gard')).toMatchObject(refused);
    expect((await (await makeTenant()).rest<RoomPage>('GET', '/v1/rooms')).body.items).toHaveLength(1);
    await tenant.settings({ visitorsRead: false });
    await eventually(async () => expect(await tenant.rest('GET', '/v1/rooms')).toMatchObject(refused));
  });
});
