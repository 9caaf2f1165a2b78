import { describe, expect, it } from '@jest/globals';
import type { MemberPage } from '../../src/members/member.schema.js';
import type { Room } from '../../src/rooms/room.schema.js';
import { register } from '../support/account.js';
import { makeTenant, type TestTenant, type TestUser } from '../support/tenant.js';

/** A room with its owner and those who were added. */
async function makeRoom(tenant: TestTenant, type: 'public' | 'private', people: readonly TestUser[]) {
  const owner = await tenant.guest('Owner');
  const { id } = (await owner.rest<Room>('POST', '/v1/rooms', { type, name: 'Garden' })).body;
  for (const { id: userId } of people) await owner.rest('POST', `/v1/rooms/${id}/members`, { userId });
  return { owner, path: `/v1/rooms/${id}/members` };
}

const find = (user: TestUser, path: string, query: string, rest = '') =>
  user.rest<MemberPage>('GET', `${path}?query=${encodeURIComponent(query)}${rest}`);

async function namesFor(user: TestUser, path: string, query: string): Promise<string[]> {
  const { body } = await find(user, path, query);
  expect(body.items.map(({ userId }) => userId).sort()).toEqual(body.users.map(({ id }) => id).sort());
  return body.users.map(({ displayName }) => displayName).sort();
}

describe('members of a room', () => {
  it('are found by how their username or display name begins, in either case', async () => {
    const tenant = await makeTenant();
    const people = [
      await register(tenant, { username: 'zoe.k', displayName: 'Mira Köhler' }),
      await register(tenant, { username: 'mirador', displayName: 'Bo' }),
      await tenant.guest('mirage 100%'),
      await tenant.guest('أميرة'),
    ];
    await register(tenant, { username: 'mira.elsewhere', displayName: 'Mira Elsewhere' });
    const { owner, path } = await makeRoom(tenant, 'private', people);
    expect(await namesFor(owner, path, 'MIR')).toEqual(['Bo', 'Mira Köhler', 'mirage 100%']);
    expect(await namesFor(owner, path, ' Mira ')).toEqual(['Bo', 'Mira Köhler', 'mirage 100%']);
    expect(await namesFor(owner, path, 'mira k')).toEqual(['Mira Köhler']);
    expect(await namesFor(owner, path, 'zoe')).toEqual(['Mira Köhler']);
    expect(await namesFor(owner, path, 'أمي')).toEqual(['أميرة']);
    for (const nobody of ['mir%', 'm_ra', 'öhler', 'elsewhere', "'; --"]) {
      expect(await namesFor(owner, path, nobody)).toEqual([]);
    }
    expect((await namesFor(owner, path, '  ')).length).toBe(5);
    await people[1]?.rest('DELETE', `${path}/me`);
    expect(await namesFor(owner, path, 'mirador')).toEqual([]);
  });

  it('come page by page, each once, and a cursor is good for its own search', async () => {
    const tenant = await makeTenant();
    const people = [];
    for (let n = 0; n < 5; n += 1) people.push(await tenant.guest(`Nora ${n}`));
    const { owner, path } = await makeRoom(tenant, 'public', people);
    const seen: string[] = [];
    let cursor: string | null = '';
    let first: string | null = null;
    while (cursor !== null) {
      const rest: string = `&limit=2${cursor && `&cursor=${cursor}`}`;
      const { body }: { body: MemberPage } = await find(owner, path, 'nora', rest);
      expect(body.items.length).toBeLessThanOrEqual(2);
      seen.push(...body.items.map(({ userId }) => userId));
      cursor = body.nextCursor;
      first ??= cursor;
    }
    expect(seen).toEqual(people.map(({ id }) => id).sort());
    for (const other of [`query=no&cursor=${first}`, `cursor=${first}`]) {
      const refused = await owner.rest('GET', `${path}?${other}`);
      expect(refused).toMatchObject({
        status: 400,
        body: { code: 'validation_failed', errors: [{ path: '/cursor' }] },
      });
    }
  });

  it('are found by those who see the room only, in no other tenant, and by no text that is none', async () => {
    const tenant = await makeTenant();
    const [ada, stranger] = [await tenant.guest('Ada'), await tenant.guest('Bo')];
    const { owner, path } = await makeRoom(tenant, 'private', [ada]);
    expect(await namesFor(ada, path, 'own')).toEqual(['Owner']);
    const other = await (await makeTenant()).guest('Ada');
    for (const user of [stranger, other]) {
      expect(await find(user, path, 'ada')).toMatchObject({ status: 404, body: { code: 'room_not_found' } });
    }
    const visitor = await tenant.rest('GET', `${path}?query=ada`);
    expect(visitor).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
    for (const query of ['x'.repeat(65), '\0', '']) {
      const { status, body } = await owner.rest('GET', `${path}?query=${encodeURIComponent(query)}`);
      if (query === '') expect(status).toBe(200);
      else expect([status, body['code']]).toEqual([400, 'validation_failed']);
    }
  });

  it('are looked for as often in a minute as other people are, and read as often as one likes', async () => {
    const tenant = await makeTenant();
    const { owner, path } = await makeRoom(tenant, 'public', []);
    const { searchesPerMinute } = (await owner.rest<{ searchesPerMinute: number }>('GET', '/v1/limits')).body;
    for (let n = 0; n < searchesPerMinute; n += 1) expect((await find(owner, path, 'o')).status).toBe(200);
    expect(await find(owner, path, 'o')).toMatchObject({ status: 429, body: { code: 'rate_limited' } });
    expect((await owner.rest('GET', path)).status).toBe(200);
    const server = await tenant.rest('GET', `${path}?query=o`, { bearer: tenant.secretKey });
    expect(server.status).toBe(200);
  });
});
