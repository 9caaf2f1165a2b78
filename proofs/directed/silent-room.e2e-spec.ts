import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { testServerUrl } from '../../api/test/support/environment.js';
import { eventually } from '../../api/test/support/eventually.js';
import { makeTenant, type TestTenant, type TestUser } from '../../api/test/support/tenant.js';
import { makeChat, until, watch } from '../../sdk/test/support/chats.js';
import { isChanges, isOpenAck } from '../proxy/websocket-frames.js';
import { TcpProxy } from '../proxy/proxy.js';

/**
 * A busy room hides what was missed, because the next change shows the gap. Here a room gets exactly one change, where it
 * is easiest to miss, and falls silent.
 */
let proxy: TcpProxy;
let tenant: TestTenant;
let writer: TestUser;
beforeEach(async () => {
  const { hostname, port } = new URL(testServerUrl());
  proxy = await TcpProxy.start({ host: hostname === 'localhost' ? '127.0.0.1' : hostname, port: Number(port) });
  tenant = await makeTenant();
  writer = await tenant.guest();
});
afterEach(() => proxy.stop());

async function makeRoom(): Promise<string> {
  const { status, body } = await writer.rest<{ id: string }>('POST', '/v1/rooms', { type: 'public', name: 'Silent' });
  expect(status).toBe(201);
  return body.id;
}

async function write(roomId: string, text: string): Promise<void> {
  const { status } = await writer.rest('POST', `/v1/rooms/${roomId}/messages`, { clientId: text, text });
  expect(status).toBe(201);
}

/** A reader behind the proxy. */
const reader = () => makeChat({ key: tenant.key, url: `http://127.0.0.1:${proxy.port}` });

const isShown = ({ items }: { items: readonly { text: string }[] }): boolean => items.at(-1)?.text === 'only';

describe('the one change of a room that then is silent', () => {
  it('reaches a reader whose answer to the opening was on its way', async () => {
    const roomId = await makeRoom();
    let held = 0;
    proxy.onConnection = (connection) => {
      connection.onFrame = (frame) => {
        if (!isOpenAck(frame)) return 'pass';
        held += 1;
        return 'hold';
      };
    };
    const room = watch(reader().room({ id: roomId }));
    await eventually(() => expect(held).toBe(1));
    await write(roomId, 'only');
    expect(room.timeline.get().items).toEqual([]);
    for (const connection of proxy.connections) {
      connection.onFrame = undefined;
      connection.release();
    }
    await until(room, isShown);
  });

  it('reaches a reader who was cut off before its frame', async () => {
    const roomId = await makeRoom();
    const room = watch(reader().room({ id: roomId }));
    await until(room, ({ status }) => status === 'ready');
    let dropped = 0;
    for (const connection of proxy.connections) {
      connection.onFrame = (frame) => {
        if (!isChanges(frame)) return 'pass';
        dropped += 1;
        connection.reset();
        return 'drop';
      };
    }
    await write(roomId, 'only');
    await until(room, isShown);
    expect(dropped).toBe(1);
  });

  it('reaches a reader whose connection is dead in its direction, and who has not been told', async () => {
    const roomId = await makeRoom();
    const room = watch(reader().room({ id: roomId }));
    await until(room, ({ status }) => status === 'ready');
    proxy.setAll('down', { kind: 'swallow' });
    await write(roomId, 'only');
    // It finds out by a question or a heartbeat that is not answered.
    await until(room, isShown, 70_000);
  }, 90_000);
});
