import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { maxBodyBytes } from '../../src/config/http.config.js';
import { eventually } from '../support/eventually.js';
import { QuietServer } from '../support/quiet-server.js';
import { frameOf, opcode, RawWebSocket } from '../support/raw-websocket.js';
import { connect, type RawSocket } from '../support/socket.js';
import { makeTenant, type TestTenant, type TestUser } from '../support/tenant.js';

const MiB = 1_024 * 1_024;

let server: QuietServer;
let tenant: TestTenant;
let ada: TestUser;
let roomId: string;
/** Of the same user, and by the rules: nothing that happens to another socket may be seen here. */
let bystander: RawSocket;
let before: Awaited<ReturnType<QuietServer['state']>>;
/** Connections that are watched through all tests, because their end takes its time. */
const silent: { unnamed?: RawWebSocket; foreign?: RawWebSocket; deaf?: RawWebSocket } = {};

const auth = () => ({ key: tenant.key, token: ada.token });

beforeAll(async () => {
  server = await QuietServer.start();
  tenant = await makeTenant({ url: server.url });
  await tenant.settings({ limits: { connectionsPerUser: null } });
  ada = await tenant.guest('Ada');
  roomId = (await tenant.lobby()).id;
  bystander = await connect({ url: server.url, auth: auth() });
  await bystander.ask('room:open', { roomId });
  silent.unnamed = await RawWebSocket.open(server.url);
  silent.foreign = await RawWebSocket.open(server.url);
  silent.deaf = await RawWebSocket.connect(server.url, auth());
});
beforeEach(async () => {
  before = await server.state();
});
afterEach(async () => {
  expect(await server.state()).toEqual(before);
  expect(bystander.socket.connected).toBe(true);
  expect((await bystander.ask('heads', {})).ok).toBe(true);
  expect(await server.isAlive()).toBe(true);
  expect(server.errors()).toEqual([]);
});
afterAll(async () => {
  bystander.close();
  for (const socket of Object.values(silent)) socket.close();
  await server.stop();
});

/** A socket that was let in; ended with the test. */
async function online(): Promise<RawWebSocket> {
  const socket = await RawWebSocket.connect(server.url, auth());
  opened.push(socket);
  return socket;
}
const opened: RawWebSocket[] = [];
afterEach(() => {
  for (const socket of opened.splice(0)) socket.close();
});

/** What the server's memory grew by while `work` was done, in bytes. */
async function growthOf(work: () => Promise<void>): Promise<number> {
  const held = await server.residentBytes();
  await work();
  return (await server.residentBytes()) - held;
}

describe('a namespace that there is not', () => {
  it.each(['/admin', '/__proto__', '/constructor', '/admin?x=1'])('B23: %s is a connect_error', async (namespace) => {
    const socket = await RawWebSocket.open(server.url);
    opened.push(socket);
    socket.text(`40${namespace},${JSON.stringify(auth())}`);
    expect(await socket.hears(/^44/)).toContain('"message":"Invalid namespace"');
    // A command there reaches nobody.
    socket.text(`42${namespace},7["message:send",{"roomId":"${roomId}","clientId":"1","text":"x"}]`);
  });

  it('B23: leaves a socket open no longer than one that never says who it is', async () => {
    silent.foreign?.text(`40/admin,${JSON.stringify(auth())}`);
    await silent.foreign?.hears(/^44/);
    await silent.foreign?.ended;
  });
});

describe('binary', () => {
  it('B27: where JSON is due is refused, and names the field', async () => {
    const socket = await connect({ url: server.url, auth: auth() });
    const bytes = Buffer.from('x'.repeat(1_000));
    expect((await socket.ask('message:send', bytes)).error.code).toBe('validation_failed');
    const { error } = await socket.ask('message:send', { roomId, clientId: '1', text: bytes });
    expect(error).toMatchObject({ code: 'validation_failed', errors: [{ path: '/text' }] });
    expect((await socket.ask('heads', bytes)).error.code).toBe('validation_failed');
    socket.close();
  });

  it.each([
    ['of eleven attachments', `5${11}-1["heads",${places(11)}]`],
    ['of a thousand million attachments', '51000000000-1["heads",{"_placeholder":true,"num":0}]'],
    ['of more than can be counted', `5${'9'.repeat(400)}-1["heads",{}]`],
    ['of less than none', '5-1-1["heads",{}]'],
    ['of no number', '5x-1["heads",{}]'],
  ])('B27: a header %s ends that socket, and costs no memory', async (_what, header) => {
    const grown = await growthOf(async () => {
      const socket = await online();
      socket.text(`4${header}`);
      await socket.ended;
    });
    expect(grown).toBeLessThan(16 * MiB);
  });

  it('B27: an attachment that no header announced, or in place of which text comes, ends that socket', async () => {
    const unannounced = await online();
    unannounced.frame(opcode.binary, Buffer.from('x'));
    await unannounced.ended;
    const text = await online();
    text.text('451-1["heads",{"_placeholder":true,"num":0}]');
    text.text('421["heads",{}]');
    await text.ended;
  });

  it('B27: a place that points past the attachments is refused, or ends that socket', async () => {
    const socket = await online();
    socket.text('451-1["heads",{"_placeholder":true,"num":7}]');
    socket.frame(opcode.binary, Buffer.from('x'));
    await Promise.race([socket.ended, socket.hears(/^431\[\{"ok":false/)]);
  });
});

describe('a frame', () => {
  it('B28: at the limit is taken, one byte above it ends that socket with 1009', async () => {
    const command = '421["heads",{}]';
    const fits = await online();
    fits.text(command.padEnd(maxBodyBytes));
    await fits.hears(/^431\[\{"ok":true/);
    for (const length of [maxBodyBytes + 1, maxBodyBytes * 100]) {
      const tooLong = await online();
      tooLong.bytes(frameOf(opcode.text, Buffer.alloc(length, ' ')));
      expect(await tooLong.ended).toEqual({ code: 1009 });
    }
  });

  it('B28: of many fragments that are too long together ends that socket with 1009', async () => {
    const socket = await online();
    socket.frame(opcode.text, Buffer.alloc(maxBodyBytes / 2, ' '), false);
    socket.frame(opcode.continuation, Buffer.alloc(maxBodyBytes / 2, ' '), false);
    socket.frame(opcode.continuation, Buffer.alloc(1, ' '), true);
    expect(await socket.ended).toEqual({ code: 1009 });
  });

  it('B28: that is too long by polling is refused, and ends that request only', async () => {
    const base = `${server.url}/socket.io/?EIO=4&transport=polling`;
    const opening = await (await fetch(base)).text();
    const { sid } = JSON.parse(opening.slice(1)) as { sid: string };
    const post = (text: string) => fetch(`${base}&sid=${sid}`, { method: 'POST', body: text });
    const refused = await post('4'.padEnd(maxBodyBytes + 1)).then(
      ({ status }) => status,
      () => 'cut',
    );
    expect([413, 'cut']).toContain(refused);
    expect((await post('40{}')).status).toBe(200);
  });

  it('B29: in 100,000 fragments of one byte, never finished, ends that socket and costs little memory', async () => {
    const socket = await online();
    const grown = await growthOf(async () => {
      const byte = Buffer.from(' ');
      socket.frame(opcode.text, byte, false);
      const thousand = Buffer.concat(Array.from({ length: 1_000 }, () => frameOf(opcode.continuation, byte, false)));
      for (let sent = 0; sent < 100; sent += 1) if (!socket.bytes(thousand)) await socket.drained();
      await socket.ended;
    });
    expect(grown).toBeLessThan(16 * MiB);
  });

  it.each([
    ['without a mask', Buffer.from([0x81, 0x01, 0x32])],
    ['with a bit that nothing was agreed on', Buffer.from([0xc1, 0x81, 0, 0, 0, 0, 0x32])],
    ['of a kind that there is not', Buffer.from([0x83, 0x81, 0, 0, 0, 0, 0x32])],
    ['that goes on with nothing', frameOf(opcode.continuation, Buffer.from('x'))],
    ['of text that is no UTF-8', frameOf(opcode.text, Buffer.from([0xff, 0xfe]))],
    ['of a ping that is too long', frameOf(opcode.ping, Buffer.alloc(126))],
    ['of a length of 2^63', Buffer.from([0x81, 0xff, 0x7f, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0])],
  ])('%s ends that socket', async (_what, bytes) => {
    const socket = await online();
    socket.bytes(bytes);
    await socket.ended;
  });

  it.each([
    '9',
    '4',
    '47',
    '42',
    '42{',
    '42[]',
    '42{}',
    '421[1]',
    '42[null]',
    '421["heads"',
    '42/',
    '43[]',
    '4399[]',
    '40',
    '41x',
    '0{}',
    '6',
  ])('of the packet %j ends that socket, or is ignored', async (packet) => {
    const socket = await online();
    socket.text(packet);
    socket.text('428["heads",{}]');
    await Promise.race([socket.ended, socket.hears(/^438\[\{"ok":true/)]);
  });
});

describe('a reserved event', () => {
  it.each(['connect', 'connect_error', 'disconnect', 'disconnecting', 'newListener', 'removeListener', 'error'])(
    'B30: %s is unknown_event, or ends that socket',
    async (name) => {
      const socket = await online();
      socket.text(`425["${name}",{}]`);
      const answer = await Promise.race([socket.ended, socket.hears(/^435/)]);
      if (typeof answer === 'string') expect(answer).toContain('"code":"unknown_event"');
    },
  );
});

describe('a connection that says nothing', () => {
  it('B35: is closed when it never says who it is', async () => {
    await silent.unnamed?.ended;
  }, 15_000);

  it('B35: is closed when it never answers a ping', async () => {
    const opening = await silent.deaf?.hears(/^0/);
    const { pingInterval, pingTimeout } = JSON.parse(opening?.slice(1) ?? '') as Record<string, number>;
    expect((pingInterval ?? 0) + (pingTimeout ?? 0)).toBeLessThanOrEqual(45_000);
    await silent.deaf?.ended;
  }, 60_000);
});

/** Attachments as Socket.IO writes them into the JSON. */
function places(count: number): string {
  return Array.from({ length: count }, (_, num) => JSON.stringify({ _placeholder: true, num })).join(',');
}

describe('handshakes over one connection', () => {
  const foreign = (n: number) => `40${JSON.stringify({ key: `pk_${n}`, token: 'x' })}`;
  const refusals = ({ texts }: RawWebSocket) => texts.filter((text) => text.startsWith('44'));
  const open = async () => {
    const socket = await RawWebSocket.open(server.url);
    opened.push(socket);
    return socket;
  };

  it('without waiting for the answer of the first end it, and hold up nobody', async () => {
    const socket = await open();
    for (let n = 0; n < 500; n += 1) socket.text(foreign(n));
    const other = await online();
    expect(other.texts.some((text) => text.startsWith('40'))).toBe(true);
    await socket.ended;
    // As many as were answered before the next one was read, and never more than a connection may have.
    expect(refusals(socket).length).toBeLessThanOrEqual(5);
  });

  it('one after the other are answered, and end it when there is no end of them', async () => {
    const socket = await open();
    for (let n = 0; n < 5; n += 1) {
      socket.text(foreign(n));
      await eventually(() => expect(refusals(socket)).toHaveLength(n + 1));
    }
    socket.text(foreign(5));
    await socket.ended;
    expect(refusals(socket)).toHaveLength(5);
  });

  it('lead in after a refusal', async () => {
    const socket = await open();
    socket.text(foreign(0));
    await socket.hears(/^44/);
    socket.text(`40${JSON.stringify(auth())}`);
    await socket.hears(/^40\{/);
  });
});
