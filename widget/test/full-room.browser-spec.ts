import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Room } from '../../api/src/rooms/room.schema.js';
import { eventually } from '../../api/test/support/eventually.js';
import { startNode, type TestNode } from '../../api/test/support/nodes.js';
import { DetailsScreens } from './support/details-screens.js';
import { Town } from './support/home-screens.js';
import { PlaceScreens } from './support/place-screens.js';
import { Visits } from './support/visits.js';

let node: TestNode;
let visits: Visits;
let room: Room;
let owner: Awaited<ReturnType<Town['person']>>;

beforeAll(async () => {
  node = await startNode({ PARLEY_MAX_ROOM_MEMBERS: '2', LOG_LEVEL: 'silent' });
  visits = await Visits.start(node.url);
});
afterAll(async () => {
  await visits.stop();
  await node.remove();
});
beforeEach(async () => {
  await visits.begin();
  owner = await new Town(visits.tenant).person('Olga');
  const wanted = { type: 'public', name: 'Book Club', slug: 'club' };
  room = (await owner.rest<Room>('POST', '/v1/rooms', wanted)).body;
});
afterEach(() => visits.end());

async function fill(): Promise<void> {
  expect((await (await visits.tenant.guest()).rest('POST', `/v1/rooms/${room.id}/members`)).status).toBe(201);
}

const come = async (): Promise<DetailsScreens> =>
  new DetailsScreens(await visits.visitAs(owner.session, visits.serve({ room: 'club' })));

describe('a room with as many members as it may have', () => {
  const isFull = 'The room is full. Somebody has to leave it first.';

  it('says so to whoever joins it, or writes there', async () => {
    const dana = await new Town(visits.tenant).person('Dana');
    await fill();
    const visitor = await visits.visitAs(dana.session, visits.serve({ room: 'club' }));
    const screens = new DetailsScreens(visitor);
    await screens.open('Book Club');
    await screens.button('Join room').click();
    await screens.says(isFull);
    await screens.back();
    await visitor.say('hello?');
    await visitor.sees('hello?', 'failed');
    await visitor.page.getByText('Not sent. The room is full: only its members can write.').waitFor();
  });

  it('says so to whoever is invited, and to whoever adds somebody', async () => {
    await new Town(visits.tenant).person('Dana');
    const { code } = (await owner.rest<{ code: string }>('POST', `/v1/rooms/${room.id}/invites`, {})).body;
    const { key } = visits.tenant;
    const [visitor] = await visits.visit(`${node.url}/chat#invite=${code}${key}`);
    const guest = new PlaceScreens(visitor);
    await guest.button('Join').waitFor();
    await fill();
    await guest.button('Join').click();
    await guest.page.getByText(isFull).waitFor();
    await guest.check();
    const screens = await come();
    await screens.open('Book Club');
    await screens.to('Add people');
    await screens.page.getByRole('searchbox').fill('dana');
    await screens.button('Add: Dana').click();
    await screens.says(isFull);
  });
});

describe('a room with as many open links as it may have', () => {
  it('says so to whoever makes another one, until one is revoked', async () => {
    const { tenant } = visits;
    for (let n = 0; n < 100; n++) {
      const { status } = await tenant.rest('POST', `/v1/rooms/${room.id}/invites`, {
        bearer: tenant.secretKey,
        body: {},
      });
      expect(status).toBe(201);
    }
    const screens = await come();
    await screens.open('Book Club');
    await screens.to('Invite links');
    await screens.button('Make link').click();
    await screens.says('A room has this many open links at most. Revoke one first.');
    await screens.button('Revoke').first().click();
    await screens.answer('Revoke');
    await screens.says('The link no longer works.');
    const countOpen = async (): Promise<number> => {
      const path = `/v1/rooms/${room.id}/invites?limit=100`;
      return (await owner.rest<{ items: unknown[] }>('GET', path)).body.items.length;
    };
    expect(await countOpen()).toBe(99);
    await screens.button('Make link').click();
    await eventually(async () => expect(await countOpen()).toBe(100));
  });
});
