import { randomUUID } from 'node:crypto';
import { copyFile, cp, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import type { Session } from '../../src/auth/auth.schema.js';
import type { Problem } from '../../src/common/errors/problem.js';
import type { Message } from '../../src/messages/message.schema.js';
import type { Me, User } from '../../src/users/user.schema.js';
import { guestWithPicture, putAvatar } from '../support/avatars.js';
import { eventually } from '../support/eventually.js';
import { blackPng, film, formOf, picture, stripes } from '../support/pictures.js';
import { givenServerWithFiles, ServerWithFiles } from '../support/server-with-files.js';
import { makeSigner } from '../support/signing.js';
import { connect } from '../support/socket.js';
import { makeTenant } from '../support/tenant.js';

const given = givenServerWithFiles();
const { load } = given;
const bytesOf = async (address: string): Promise<Buffer> => Buffer.from(await (await load(address)).arrayBuffer());

describe('a picture of oneself', () => {
  it.each([
    ['png', 'image/png'],
    ['jpeg', 'image/jpg'],
    ['webp', 'image/webp'],
    ['gif', ''],
    ['avif', 'application/octet-stream'],
  ] as const)('is taken as %s, whatever its sender calls the file', async (format, type) => {
    const user = await given.tenant.guest();
    const form = formOf(await picture(format), { name: '../../x.exe', type });
    const { status, body } = await putAvatar(user, form);
    expect([status, body]).toEqual([
      200,
      { ...(await user.rest<Me>('GET', '/v1/me')).body, avatarUrl: body.avatarUrl },
    ]);
    expect(body.avatarUrl).toMatch(new RegExp(`^/avatars/${given.tenant.id}/[0-9a-f-]{36}\\.webp$`));
    for (const [address, sizePx] of [
      [`${body.avatarUrl}`, 128],
      [`${body.avatarUrl}?size=64`, 64],
      [`${body.avatarUrl}?size=128`, 128],
      [`${body.avatarUrl}?size=512`, 512],
    ] as const) {
      const { format: made, width, height } = await sharp(await bytesOf(address)).metadata();
      expect([made, width, height]).toEqual(['webp', sizePx, sizePx]);
    }
  });

  it('is cut to the middle square', async () => {
    const { url } = await guestWithPicture(given.tenant, await (await stripes()).toBuffer());
    const { channels } = await sharp(await bytesOf(`${url}?size=512`)).stats();
    const means = channels.map(({ mean }) => Math.round(mean));
    expect(means).toEqual([expect.any(Number), expect.any(Number), expect.any(Number)]);
    const [red = 255, green = 0, blue = 255] = means;
    expect(red).toBeLessThan(12);
    expect(green).toBeGreaterThan(240);
    expect(blue).toBeLessThan(12);
  });

  it('is turned as its camera noted, and keeps nothing else of what the camera noted', async () => {
    // Red is on the left in the file; turned by a quarter to the right (6) it is above.
    const noted = {
      IFD0: { Copyright: 'SECRET-OWNER', Model: 'SECRET-CAMERA' },
      IFD3: { GPSLatitude: '51/1 30/1 0/1' },
    };
    const halves = await sharp({ create: { width: 200, height: 200, channels: 3, background: '#0000ff' } })
      .composite([
        { input: { create: { width: 100, height: 200, channels: 3, background: '#ff0000' } }, left: 0, top: 0 },
      ])
      .withMetadata({ orientation: 6, exif: noted })
      .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/">SECRET-XMP</x:xmpmeta>')
      .jpeg()
      .toBuffer();
    expect(halves.toString('latin1')).toContain('SECRET-OWNER');
    expect(halves.toString('latin1')).toContain('SECRET-XMP');
    const { url } = await guestWithPicture(given.tenant, halves);
    for (const size of [64, 128, 512]) {
      const kept = await bytesOf(`${url}?size=${size}`);
      const { exif, xmp, icc, iptc, orientation } = await sharp(kept).metadata();
      expect({ exif, xmp, icc, iptc, orientation }).toEqual({});
      expect(kept.toString('latin1')).not.toContain('SECRET');
    }
    const { data, info } = await sharp(await bytesOf(url))
      .raw()
      .toBuffer({ resolveWithObject: true });
    const at = (x: number, y: number) => data.subarray((y * info.width + x) * info.channels).subarray(0, 3);
    expect(at(64, 20)[0]).toBeGreaterThan(200);
    expect(at(64, 108)[2]).toBeGreaterThan(200);
  });

  it.each(['gif', 'webp'] as const)('is the first frame of a film as %s', async (format) => {
    const { url } = await guestWithPicture(given.tenant, await film(format, 20));
    const kept = sharp(await bytesOf(url));
    expect((await kept.metadata()).pages ?? 1).toBe(1);
    expect((await kept.stats()).channels[0]?.mean).toBeLessThan(6);
  });

  it('may be a photo as a phone writes it, with another picture behind it, of which nothing is kept', async () => {
    const gainMap = await picture('jpeg', 80, 80, '#00ff00');
    const photo = Buffer.concat([await picture('jpeg', 300, 300, '#ff0000'), Buffer.alloc(30), gainMap]);
    const user = await given.tenant.guest();
    const { status, body } = await putAvatar(user, formOf(photo, { name: 'IMG_1.jpg', type: 'image/jpeg' }));
    expect(status).toBe(200);
    const { channels } = await sharp(await bytesOf(`${body.avatarUrl}`)).stats();
    expect(channels[0]?.mean).toBeGreaterThan(240);
  });

  it('may have 25 million pixels, and any form', async () => {
    await guestWithPicture(given.tenant, blackPng(5_000, 5_000));
    await guestWithPicture(given.tenant, blackPng(250_000, 100));
    await guestWithPicture(given.tenant, blackPng(1, 1));
  });

  it('may be of an acting server’s user, and of an account', async () => {
    const user = await given.tenant.guest();
    const headers = { 'X-Parley-User': user.id };
    const options = { bearer: given.tenant.secretKey, headers, body: formOf(await picture('png')) };
    const { status, body } = await given.tenant.rest<Me>('PUT', '/v1/me/avatar', options);
    expect([status, body.id, body.avatarUrl]).toEqual([200, user.id, expect.any(String)]);
  });
});

describe('the number of pictures', () => {
  it('is limited for each user and hour, bad ones counted; the limit is told', async () => {
    const limited = await makeTenant({ url: given.server.url });
    await limited.settings({ limits: { uploadsPerHour: 2 } });
    const [user, other] = [await limited.guest(), await limited.guest()];
    expect((await limited.rest('GET', '/v1/limits')).body).toMatchObject({
      uploadsPerHour: 2,
      avatarMaxBytes: 5_242_880,
      imageMaxPixels: 25_000_000,
    });
    const png = await picture('png');
    expect((await putAvatar(user, formOf(png))).status).toBe(200);
    expect((await putAvatar(user, formOf(Buffer.from('x')))).status).toBe(415);
    const refused = await putAvatar<Problem>(user, formOf(png));
    expect(refused.body).toMatchObject({ status: 429, code: 'rate_limited' });
    expect(refused.headers.get('Retry-After')).toMatch(/^\d+$/);
    expect((await putAvatar(other, formOf(png))).status).toBe(200);
  });
});

describe('a picture that is replaced or removed', () => {
  it('is gone with all its files, and the new one has an address of its own', async () => {
    const own = await makeTenant({ url: given.server.url });
    const user = await own.guest();
    const png = await picture('png');
    const first = (await putAvatar(user, formOf(png))).body.avatarUrl ?? '';
    const second = (await putAvatar(user, formOf(png))).body.avatarUrl ?? '';
    expect(second).not.toBe(first);
    expect((await load(first)).status).toBe(404);
    expect((await load(second)).status).toBe(200);
    expect(await given.server.keys(own.id)).toHaveLength(3);
    for (let times = 0; times < 2; times += 1) {
      const { status, body } = await user.rest('DELETE', '/v1/me/avatar');
      expect([status, body]).toEqual([204, null]);
    }
    expect((await user.rest<Me>('GET', '/v1/me')).body.avatarUrl).toBeNull();
    expect(await given.server.keys(own.id)).toEqual([]);
    for (const query of ['', '?size=64', '?size=512']) expect((await load(`${second}${query}`)).status).toBe(404);
  });

  it('leaves one whole picture when many come at once', async () => {
    const own = await makeTenant({ url: given.server.url });
    const user = await own.guest();
    const png = await picture('png');
    const answers = await Promise.all([1, 2, 3, 4].map(() => putAvatar(user, formOf(png))));
    // Who is told that the server is busy may come again.
    expect(answers.every(({ status }) => [200, 503].includes(status))).toBe(true);
    const { avatarUrl } = (await user.rest<Me>('GET', '/v1/me')).body;
    expect(answers.map(({ body }) => body.avatarUrl)).toContain(avatarUrl);
    expect((await load(avatarUrl ?? '')).status).toBe(200);
    expect(await given.server.keys(own.id)).toHaveLength(3);
  });
});

describe('a picture of somebody whom the tenant’s own login vouches for', () => {
  it('is gone with its files as soon as the tenant names another one, or none', async () => {
    const own = await makeTenant({ url: given.server.url });
    const signer = await makeSigner(own);
    const put = (body: object) => own.rest('PUT', '/v1/users/external/ada', { bearer: own.secretKey, body });
    const exchange = async (claims: object) => {
      const body = { token: await signer.sign({ sub: 'ada', ...claims }) };
      return (await own.rest<Session>('POST', '/v1/auth/exchange', { body })).body;
    };
    const ada = own.user(await exchange({}));
    const ways: [string | null, (avatarUrl: string | null) => Promise<unknown>][] = [
      ['https://a.example/1', (avatarUrl) => put({ avatarUrl })],
      [null, (avatarUrl) => put({ avatarUrl })],
      ['https://a.example/2', (avatarUrl) => exchange({ avatarUrl })],
      [null, (avatarUrl) => exchange({ avatarUrl })],
    ];
    for (const [avatarUrl, name] of ways) {
      const address = (await putAvatar(ada, formOf(await picture('png')))).body.avatarUrl ?? '';
      await put({ displayName: `Ada ${avatarUrl}` });
      await exchange({ name: 'Ada' });
      expect((await load(address)).status).toBe(200);
      await name(avatarUrl);
      await eventually(async () => expect(await given.server.keys(own.id)).toEqual([]));
      expect((await load(address)).status).toBe(404);
      expect((await ada.rest<Me>('GET', '/v1/me')).body.avatarUrl).toBe(avatarUrl);
    }
  });
});

describe('others', () => {
  it('see the picture at once, in the rooms they share, and with every message', async () => {
    const own = await makeTenant({ url: given.server.url });
    const [user, reader] = [await own.guest('Ada'), await own.guest('Bo')];
    const lobby = await own.lobby();
    await user.rest('POST', `/v1/rooms/${lobby.id}/messages`, { clientId: '1', text: 'hello' });
    const socket = await connect({ url: given.server.url, auth: { key: own.key, token: reader.token } });
    await socket.ask('room:open', { roomId: lobby.id });
    const told = () => socket.told.filter(({ name }) => name === 'user:updated').map(({ payload }) => payload as User);
    const { avatarUrl } = (await putAvatar(user, formOf(await picture('png')))).body;
    await eventually(() => expect(told()).toEqual([expect.objectContaining({ id: user.id, avatarUrl })]));
    await user.rest('DELETE', '/v1/me/avatar');
    await eventually(() => expect(told().map((one) => one.avatarUrl)).toEqual([avatarUrl, null]));
    // What was gone already is no news.
    await user.rest('DELETE', '/v1/me/avatar');
    const again = (await putAvatar(user, formOf(await picture('png')))).body.avatarUrl;
    await eventually(() => expect(told().map((one) => one.avatarUrl)).toEqual([avatarUrl, null, again]));
    const sent = await user.rest<Message>('POST', `/v1/rooms/${lobby.id}/messages`, { clientId: '2', text: 'hi' });
    await eventually(() => expect(socket.frames.some(({ position }) => position >= sent.body.position)).toBe(true));
    const frame = socket.frames.find(({ messages }) => messages.some(({ id }) => id === sent.body.id));
    expect(frame?.users).toEqual([expect.objectContaining({ id: user.id, avatarUrl: again })]);
    const history = await reader.rest<{ users: User[] }>('GET', `/v1/rooms/${lobby.id}/messages`);
    expect(history.body.users).toEqual([expect.objectContaining({ id: user.id, avatarUrl: again })]);
    socket.close();
  });

  it('of another tenant change nothing of it, and hear nothing of it', async () => {
    const [own, other] = [await makeTenant({ url: given.server.url }), await makeTenant({ url: given.server.url })];
    const [user, stranger] = [await own.guest(), await other.guest()];
    const socket = await connect({ url: given.server.url, auth: { key: other.key, token: stranger.token } });
    await socket.ask('room:open', { slug: 'lobby' });
    const { avatarUrl } = (await putAvatar(user, formOf(await picture('png')))).body;
    expect((await putAvatar(stranger, formOf(await picture('png')))).status).toBe(200);
    await stranger.rest('DELETE', '/v1/me/avatar');
    const acting = { bearer: other.secretKey, headers: { 'X-Parley-User': user.id } };
    expect((await other.rest('DELETE', '/v1/me/avatar', acting)).body).toMatchObject({ code: 'user_not_found' });
    const byServer = await other.rest('PUT', '/v1/me/avatar', { ...acting, body: formOf(await picture('png')) });
    expect(byServer.body).toMatchObject({ status: 404, code: 'user_not_found' });
    expect((await user.rest<Me>('GET', '/v1/me')).body.avatarUrl).toBe(avatarUrl);
    expect((await load(avatarUrl ?? '')).status).toBe(200);
    expect((await stranger.rest('GET', `/v1/users/${user.id}`)).body).toMatchObject({ code: 'user_not_found' });
    // A picture is not found under another tenant than its own.
    expect((await load((avatarUrl ?? '').replace(own.id, other.id))).status).toBe(404);
    await socket.ask('heads', {});
    expect(JSON.stringify(socket.told)).not.toContain(user.id);
    socket.close();
  });
});

describe('a server that starts', () => {
  it('removes what another left behind, and shows the pictures that are somebody’s', async () => {
    const { url } = await guestWithPicture(given.tenant);
    const [kept = ''] = await given.server.keys(given.tenant.id);
    const orphan = join(dirname(kept), `${randomUUID()}-64.webp`);
    const old = new Date(Date.now() - 25 * 60 * 60 * 1_000);
    const next = await ServerWithFiles.start(async (dir) => {
      const [from, to] = [join(given.server.dir, 'files', given.tenant.id), join(dir, 'files', given.tenant.id)];
      await cp(from, to, { recursive: true });
      await copyFile(join(from, kept), join(to, orphan));
      await utimes(join(to, orphan), old, old);
      for (const key of await given.server.keys(given.tenant.id)) await utimes(join(to, key), old, old);
    });
    try {
      expect(await next.keys(given.tenant.id)).toContain(kept);
      await eventually(async () => expect(await next.keys(given.tenant.id)).not.toContain(orphan));
      expect((await fetch(new URL(url, next.url))).status).toBe(200);
    } finally {
      await next.stop();
    }
  });
});
