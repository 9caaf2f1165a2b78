import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from '@jest/globals';
import { openRoom, type Reader, sendMany } from '../support/crowd.js';
import { eventually } from '../support/eventually.js';
import { startNode, type TestNode } from '../support/nodes.js';
import { makeTenant } from '../support/tenant.js';

const watcher = fileURLToPath(new URL('../support/count-encoded-frames.cjs', import.meta.url));
const readerCount = 500;

let node: TestNode | undefined;
const readers: Reader[] = [];
afterEach(async () => {
  for (const { socket } of readers.splice(0)) socket.close();
  await node?.remove();
});

async function encodedFrames(server: TestNode): Promise<number> {
  const before = server.output().length;
  server.signal('SIGUSR2');
  return eventually(() => {
    const [, count] = /encoded frames: (\d+)/.exec(server.output().slice(before)) ?? [];
    if (count === undefined) throw new Error('the server has not said it yet');
    return Number(count);
  });
}

describe('a frame', () => {
  it(`is encoded once, for ${readerCount} readers`, async () => {
    node = await startNode({}, { watcher });
    const tenant = await makeTenant({ url: node.url });
    await tenant.settings({ limits: { connectionsPerUser: null } });
    const user = await tenant.guest();
    while (readers.length < readerCount) {
      const some = Array.from({ length: 20 }, () => openRoom(node?.url ?? '', tenant, user, { slug: 'lobby' }));
      readers.push(...(await Promise.all(some)));
    }
    expect(await encodedFrames(node)).toBe(0);
    const [first] = readers as [Reader];
    for (const name of ['one', 'two', 'three']) {
      await sendMany(first.socket, first.opened.room.id, name, 1);
    }
    await eventually(() => expect(readers.every(({ socket }) => socket.frames.length === 3)).toBe(true));
    expect(await encodedFrames(node)).toBe(3);
  });
});
