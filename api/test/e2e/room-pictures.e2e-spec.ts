import { describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import type { Problem } from '../../src/common/errors/problem.js';
import type { History } from '../../src/messages/message.schema.js';
import type { Room } from '../../src/rooms/room.schema.js';
import { avatarMaxBytes } from '../../src/users/user.schema.js';
import { eventually } from '../support/eventually.js';
import { blackPng, formOf, picture } from '../support/pictures.js';
import { givenServerWithFiles } from '../support/server-with-files.js';
import { connect } from '../support/socket.js';
import { makeTenant, type TestTenant, type TestUser } from '../support/tenant.js';

const given = givenServerWithFiles();
const { load } = given;

async function makeRoom(type: 'public' | 'private' = 'public') {
  const tenant = await makeTenant({ url: given.server.url });
  const [owner, member, stranger] = [await tenant.guest(), await tenant.guest(), await tenant.guest()];
  const { id } = (await owner.rest<Room>('POST', '/v1/rooms', { type, name: 'Garden' })).body;
  await owner.rest('POST', `/v1/rooms/${id}/members`, { userId: member.id });
  return { tenant, owner, member, stranger, id, path: `/v1/rooms/${id}/avatar` };
}

const put = async (user: TestUser, path: string, bytes?: Buffer) =>
  user.rest<Room>('PUT', path, formOf(bytes ?? (await picture('png'))));
const keysOf = (tenant: TestTenant) => given.server.keys(tenant.id);

describe('a picture of a room', () => {
  it('is shown in three sizes, told to the readers, without what its camera noted', async () => {
    const { tenant, owner, member, id, path } = await makeRoom();
    const socket = await connect({ url: given.server.url, auth: { key: tenant.key, token: member.token } });
    await socket.ask('room:open', { roomId: id });
    const noted = await sharp(await picture('jpeg'))
      .withMetadata({ exif: { IFD0: { Copyright: 'SECRET-OWNER' } } })
      .jpeg()
      .toBuffer();
    expect(noted.toString('latin1')).toContain('SECRET');
    const { status, body } = await put(owner, path, noted);
    expect([status, body.id]).toEqual([200, id]);
    expect(body.avatarUrl).toMatch(new RegExp(`^/avatars/${tenant.id}/[0-9a-f-]{36}\\.webp$`));
    for (const sizePx of [64, 128, 512]) {
      const bytes = Buffer.from(await (await load(`${body.avatarUrl}?size=${sizePx}`)).arrayBuffer());
      expect(bytes.toString('latin1')).not.toContain('SECRET');
      const { format, width, height } = await sharp(bytes).metadata();
      expect([format, width, height]).toEqual(['webp', sizePx, sizePx]);
    }
    await eventually(() => expect(socket.frames.map(({ room }) => room?.avatarUrl)).toContain(body.avatarUrl));
    expect((await member.rest<Room>('GET', `/v1/rooms/${id}`)).body.avatarUrl).toBe(body.avatarUrl);
    socket.close();
  });

  it('is replaced and taken away, and its files with it', async () => {
    const { tenant, owner, id, path } = await makeRoom();
    const first = (await put(owner, path)).body.avatarUrl ?? '';
    const second = (await put(owner, path, await picture('webp'))).body.avatarUrl ?? '';
    expect(second).not.toBe(first);
    expect([(await load(first)).status, (await load(second)).status]).toEqual([404, 200]);
    expect(await keysOf(tenant)).toHaveLength(3);
    const { position } = (await owner.rest<Room>('GET', `/v1/rooms/${id}`)).body;
    for (const _ of [1, 2]) expect((await owner.rest('DELETE', path)).status).toBe(204);
    const room = (await owner.rest<Room>('GET', `/v1/rooms/${id}`)).body;
    expect([room.avatarUrl, room.position]).toEqual([null, position + 2]);
    expect(await keysOf(tenant)).toEqual([]);
  });

  it('is told in the log each time that it is another one, and none', async () => {
    const { owner, member, id, path } = await makeRoom();
    expect((await member.rest('PUT', path, formOf(await picture('png')))).status).toBe(403);
    await put(owner, path);
    await put(owner, path, await picture('webp'));
    for (const _ of [1, 2]) await owner.rest('DELETE', path);
    const { items } = (await member.rest<History>('GET', `/v1/rooms/${id}/messages`)).body;
    expect(items.map(({ seq, authorId, system }) => [seq, authorId, system])).toEqual([
      [1, owner.id, { type: 'picture_changed' }],
      [2, owner.id, { type: 'picture_changed' }],
      [3, owner.id, { type: 'picture_removed' }],
    ]);
  });

  it('is given by owners, moderators and the tenant’s server, and by nobody else', async () => {
    const { tenant, owner, member, stranger, id, path } = await makeRoom('private');
    for (const method of ['PUT', 'DELETE']) {
      const body = method === 'PUT' ? formOf(await picture('png')) : undefined;
      expect((await member.rest(method, path, body)).body).toMatchObject({ code: 'forbidden', status: 403 });
      for (const user of [stranger, await (await makeTenant({ url: given.server.url })).guest()]) {
        expect((await user.rest(method, path, body)).body).toMatchObject({ code: 'room_not_found', status: 404 });
      }
      expect((await tenant.rest(method, path, { body })).status).toBe(401);
      const direct = (await owner.rest<Room>('PUT', '/v1/rooms/direct', { userId: member.id })).body.id;
      expect((await owner.rest(method, `/v1/rooms/${direct}/avatar`, body)).body).toMatchObject({ code: 'forbidden' });
    }
    expect(await keysOf(tenant)).toEqual([]);
    await owner.rest('PATCH', `/v1/rooms/${id}/members/${member.id}`, { role: 'moderator' });
    expect((await put(member, path)).status).toBe(200);
    const bytes = formOf(await picture('png'));
    const byServer = await tenant.rest('PUT', path, { bearer: tenant.secretKey, body: bytes });
    expect(byServer.status).toBe(200);
  });

  it('is refused where it is none, and nothing is kept', async () => {
    const { tenant, owner, id, path } = await makeRoom();
    const refusals: [unknown, number, string][] = [
      [formOf(Buffer.from('<svg/>')), 415, 'unsupported_type'],
      [formOf((await picture('png')).subarray(0, 60)), 422, 'invalid_image'],
      [formOf(blackPng(30_000, 30_000)), 422, 'image_too_large'],
      [formOf(Buffer.alloc(avatarMaxBytes + 1)), 413, 'file_too_large'],
      [formOf(await picture('png'), { field: 'picture' }), 400, 'validation_failed'],
      [{ file: 'x' }, 415, 'unsupported_media_type'],
    ];
    for (const [body, status, code] of refusals) {
      const answer = await owner.rest<Problem>('PUT', path, body);
      expect([answer.status, answer.body.code]).toEqual([status, code]);
    }
    expect((await owner.rest<Room>('GET', `/v1/rooms/${id}`)).body.avatarUrl).toBeNull();
    expect(await keysOf(tenant)).toEqual([]);
  });
});
