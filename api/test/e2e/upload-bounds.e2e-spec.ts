import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { deflateSync } from 'node:zlib';
import type { Problem } from '../../src/common/errors/problem.js';
import { guestWithPicture, putAvatar } from '../support/avatars.js';
import { eventually } from '../support/eventually.js';
import { blackPng, formOf, noise } from '../support/pictures.js';
import { QuietServer } from '../support/quiet-server.js';
import { makeTenant, type TestTenant, type TestUser } from '../support/tenant.js';

let server: QuietServer;
let tenant: TestTenant;
let ada: TestUser;
beforeAll(async () => {
  server = await QuietServer.start();
  tenant = await makeTenant({ url: server.url });
  await tenant.settings({ limits: { uploadsPerHour: null } });
  // The library is loaded by the first picture, and stays.
  ({ user: ada } = await guestWithPicture(tenant));
});
afterAll(async () => {
  const errors = server.errors();
  await server.stop();
  expect(errors).toEqual([]);
});

/** The most that the server's memory grew by while `work` was done, in bytes. */
async function growthOf(work: () => Promise<void>): Promise<number> {
  const before = await server.residentBytes();
  let most = before;
  let isOver = false;
  const watching = (async () => {
    while (!isOver) most = Math.max(most, await server.residentBytes());
  })();
  await work().finally(() => (isOver = true));
  await watching;
  return most - before;
}

describe('B50: a PNG of 60,000 x 60,000 pixels in 100 KB', () => {
  it('is refused by its header, soon, and in little memory', async () => {
    // As many bytes of compressed black as there is room for: a decoder would find pixels, row after row.
    const idat = deflateSync(Buffer.alloc(100_000_000)).subarray(0, 97_000);
    const bomb = blackPng(60_000, 60_000, idat);
    expect(bomb.length).toBeGreaterThan(90_000);
    expect(bomb.length).toBeLessThan(100_000);
    const [before, files] = [await server.state(tenant.id), await server.files()];
    let slowestMs = 0;
    const growth = await growthOf(async () => {
      for (let n = 0; n < 10; n += 1) {
        const begun = performance.now();
        const { status, body } = await putAvatar<Problem>(ada, formOf(bomb));
        slowestMs = Math.max(slowestMs, performance.now() - begun);
        expect([status, body.code]).toEqual([422, 'image_too_large']);
      }
    });
    expect(growth).toBeLessThan(64 * 1_024 * 1_024);
    // The promise is a second, on a machine that does nothing else.
    expect(slowestMs).toBeLessThan(10_000);
    expect(await server.state(tenant.id)).toEqual(before);
    expect(await server.files()).toEqual(files);
  });
});

describe('B54: a sender who goes away after half of a picture', () => {
  const [rounds, atOnce] = [4, 25];
  /** Connections to the database, and those that the tests keep open, come and go. */
  const others = 10;

  /** Sends an upload as far as its middle. @returns the connection, once all of that is on its way */
  function sendHalf(picture: Buffer): Promise<Socket> {
    const { hostname, port } = new URL(server.url);
    const boundary = 'half';
    const body = Buffer.concat([
      Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n`),
      picture,
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ]);
    const head = [
      'PUT /v1/me/avatar HTTP/1.1',
      `Host: ${hostname}`,
      `Authorization: Bearer ${ada.token}`,
      `Content-Type: multipart/form-data; boundary=${boundary}`,
      `Content-Length: ${body.length}`,
    ];
    return new Promise((resolve, reject) => {
      const connection = connect(Number(port), hostname).on('error', reject);
      connection.write(`${head.join('\r\n')}\r\n\r\n`);
      connection.write(body.subarray(0, body.length / 2), () => resolve(connection));
    });
  }

  /** As many as at once, who all go away; the server has let go of them then. */
  async function comeAndGo(picture: Buffer, descriptors: number): Promise<void> {
    const senders = await Promise.all(Array.from({ length: atOnce }, () => sendHalf(picture)));
    await eventually(async () => expect(await server.openDescriptors()).toBeGreaterThan(descriptors + others));
    // Some say goodbye, others are cut off.
    for (const [n, sender] of senders.entries()) {
      if (n % 2 === 0) sender.destroy();
      else sender.resetAndDestroy();
    }
    const areBack = async () => expect(await server.openDescriptors()).toBeLessThanOrEqual(descriptors + others);
    await eventually(areBack, { withinMs: 10_000 });
  }

  it('100 times leaves no row, no file, no descriptor and no memory taken', async () => {
    const picture = await noise('png', 500, 500);
    // All halves together are more than one user may have on their way: what is not given back would be missed.
    expect((picture.length / 2) * atOnce).toBeLessThan(16 * 1_024 * 1_024);
    expect((picture.length / 2) * atOnce * rounds).toBeGreaterThan(16 * 1_024 * 1_024);
    const [before, files] = [await server.state(tenant.id), await server.files()];
    const descriptors = await server.openDescriptors();
    for (let round = 0; round < rounds; round += 1) await comeAndGo(picture, descriptors);
    expect(await server.state(tenant.id)).toEqual(before);
    expect(await server.files()).toEqual(files);
    expect((await putAvatar(ada, formOf(picture))).status).toBe(200);
    expect(await server.isAlive()).toBe(true);
  });
});
