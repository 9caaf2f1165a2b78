import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import type { Room } from '../../src/rooms/room.schema.js';
import { testDatabaseUrl } from '../support/environment.js';
import { eventually } from '../support/eventually.js';
import { connect } from '../support/socket.js';
import { makeTenant, type TestUser } from '../support/tenant.js';

let database: DataSource;
beforeAll(async () => {
  database = await new DataSource({ type: 'postgres', url: testDatabaseUrl() }).initialize();
});
afterAll(() => database.destroy());

describe('a room of 2,500 members that is removed', () => {
  it('is gone for all of them who are here, and told to them, whichever come first', async () => {
    const tenant = await makeTenant();
    const owner = await tenant.guest();
    const { id } = (await owner.rest<Room>('POST', '/v1/rooms', { type: 'private', name: 'Stadium' })).body;
    const crowd = async () => {
      const member = await tenant.guest();
      await owner.rest('POST', `/v1/rooms/${id}/members`, { userId: member.id });
      await database.query(
        `WITH people AS (
           INSERT INTO users (tenant_id, id, kind, display_name)
           SELECT $1, ($3 || substr(gen_random_uuid()::text, 2))::uuid, 'guest', 'One of many' FROM generate_series(1, 1250) RETURNING id
         ), counted AS (UPDATE rooms SET member_count = member_count + 1250 WHERE tenant_id = $1 AND id = $2)
         INSERT INTO members (tenant_id, room_id, user_id, role, position) SELECT $1, $2, id, 'member', 0 FROM people`,
        [tenant.id, id, member.id.slice(0, 1)],
      );
      return member;
    };
    // Ids of people begin with the time: those of the crowd are before and behind it.
    const members: TestUser[] = [owner, await crowd(), await crowd()];
    const sockets = await Promise.all(members.map(({ token }) => connect({ auth: { key: tenant.key, token } })));
    await sockets[1]?.ask('room:open', { roomId: id });
    expect((await owner.rest('DELETE', `/v1/rooms/${id}`)).status).toBe(204);
    const removed = { name: 'room:removed', payload: { roomId: id, reason: 'deleted' } };
    for (const socket of sockets) {
      await eventually(() => expect(socket.told).toContainEqual(removed));
      socket.close();
    }
  });
});
