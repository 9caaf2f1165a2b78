import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { putAvatar } from '../support/avatars.js';
import { eventually } from '../support/eventually.js';
import { formOf, picture } from '../support/pictures.js';
import { QuietServer } from '../support/quiet-server.js';
import { rest } from '../support/rest.js';
import { makeTenant, type TestTenant, type TestUser } from '../support/tenant.js';

const mebibyte = 1024 * 1024;

let server: QuietServer;
let tenant: TestTenant;
beforeAll(async () => {
  // Behind a proxy, which says whose a connection is.
  server = await QuietServer.start({ TRUST_PROXY: '1' });
  tenant = await makeTenant({ url: server.url });
});
afterAll(async () => {
  const errors = server.errors();
  await server.stop();
  expect(errors).toEqual([]);
});

/** An upload that does not go on. */
interface Stalled {
  /** What came back, until now. */
  readonly answer: () => string;
  readonly isClosed: () => boolean;
  readonly connection: Socket;
}

/** Sends an upload but for its last bytes. @returns once all of that is on its way */
function stall(user: TestUser, address: string, bytes: number): Promise<Stalled> {
  const { hostname, port } = new URL(server.url);
  const body = Buffer.concat([
    Buffer.from('--half\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n'),
    Buffer.alloc(bytes),
  ]);
  const head = [
    'PUT /v1/me/avatar HTTP/1.1',
    `Host: ${hostname}`,
    `Authorization: Bearer ${user.token}`,
    `X-Forwarded-For: ${address}`,
    'Content-Type: multipart/form-data; boundary=half',
    `Content-Length: ${body.length + 100}`,
  ];
  return new Promise((resolve, reject) => {
    let [answer, isClosed] = ['', false];
    const connection = connect(Number(port), hostname).on('error', reject);
    connection.setEncoding('latin1').on('data', (part: string) => (answer += part));
    connection.on('close', () => (isClosed = true));
    connection.write(`${head.join('\r\n')}\r\n\r\n`);
    connection.write(body, () => resolve({ answer: () => answer, isClosed: () => isClosed, connection }));
  });
}

/** A whole upload of nothing that is a picture, from an address. */
const upload = (user: TestUser, address: string, bytes: Uint8Array) =>
  rest('PUT', '/v1/me/avatar', {
    url: server.url,
    bearer: user.token,
    headers: { 'X-Forwarded-For': address },
    body: formOf(bytes),
  });

describe('uploads that stall', () => {
  it('are ended, take no more memory from others than one address may have, and give it back', async () => {
    const [one, other] = ['192.0.2.1', '198.51.100.1'];
    const users = await Promise.all([1, 2, 3, 4].map(() => tenant.guest()));
    const [stranger, ...stalling] = users;
    if (!stranger) throw new Error('nobody is there');
    const stalled: Stalled[] = [];
    // Ten of 3 MiB are within what three users may send at once, and all but what one address may.
    const stallNth = (n: number) => stall(stalling[n % 3] as TestUser, one, 3 * mebibyte);
    for (let n = 0; n < 10; n += 1) stalled.push(await stallNth(n));
    const large = Buffer.alloc(4 * mebibyte);
    await eventually(async () => {
      // One whose bytes came while the stranger's were there had no room beside them.
      for (const [n, { answer }] of stalled.entries()) if (answer() !== '') stalled[n] = await stallNth(n);
      expect((await upload(stranger, one, large)).body).toMatchObject({ status: 503, code: 'overloaded' });
    });
    expect(stalled.filter(({ answer }) => answer() !== '')).toEqual([]);
    // From elsewhere it is taken; it is no picture.
    expect((await upload(stranger, other, large)).body).toMatchObject({ code: 'unsupported_type' });
    const areEnded = () => {
      for (const { answer, isClosed } of stalled) {
        expect(answer()).toContain('HTTP/1.1 408 ');
        expect(answer()).toContain('"code":"request_timeout"');
        expect(isClosed()).toBe(true);
      }
    };
    await eventually(areEnded, { withinMs: 60_000 });
    expect((await upload(stranger, one, large)).body).toMatchObject({ code: 'unsupported_type' });
    expect((await putAvatar(stranger, formOf(await picture('png')))).status).toBe(200);
    expect(await server.isAlive()).toBe(true);
  }, 120_000);

  it('are not those that are slow, and come', async () => {
    const user = await tenant.guest();
    const { connection, answer } = await stall(user, '203.0.113.1', 1024);
    // Far less than a stretch of time wants, and whole within it.
    connection.write(Buffer.concat([Buffer.alloc(100 - '\r\n--half--\r\n'.length), Buffer.from('\r\n--half--\r\n')]));
    await eventually(() => expect(answer()).toContain('"code":"unsupported_type"'));
    connection.destroy();
  });
});
