import { describe, expect, it } from '@jest/globals';
import { SideLanes } from './side-lanes.js';
import type { Queued } from './writer-queue.js';

const send = (roomId: string, clientId: string, bytes = 1): Queued => ({
  send: { tenantId: 't', roomId, authorId: 'a', clientId, bytes },
});

/** Writes that end when the test says so. */
function gate() {
  const written: string[] = [];
  const ends: (() => void)[] = [];
  const lanes = new SideLanes<Queued>(async (batch) => {
    written.push(batch.map((one) => `${one.send.roomId}${one.send.clientId}`).join(' '));
    await new Promise<void>((end) => ends.push(end));
  });
  const settle = () => new Promise(setImmediate);
  return { lanes, written, settle, endAll: async () => (ends.splice(0).forEach((end) => end()), settle()) };
}

describe('the side lanes', () => {
  it('take every send of a room that has one, and write them after each other', async () => {
    const { lanes, written, endAll, settle } = gate();
    lanes.open(send('r', '1'));
    expect(lanes.takeOver(send('r', '2'))).toBe(true);
    expect(lanes.takeOver(send('s', '1'))).toBe(false);
    lanes.open(send('r', '3'));
    await settle();
    expect(written).toEqual(['r1']);
    await endAll();
    expect(written).toEqual(['r1', 'r2 r3']);
    await endAll();
    expect(lanes.takeOver(send('r', '4'))).toBe(false);
  });

  it('give each other their turn, however much comes to the busy ones', async () => {
    const { lanes, written, endAll, settle } = gate();
    const rooms = ['a', 'b', 'c', 'd'];
    for (const room of [...rooms, 'e']) lanes.open(send(room, '0'));
    await settle();
    for (const round of ['1', '2']) {
      for (const room of rooms) expect(lanes.takeOver(send(room, round))).toBe(true);
      await endAll();
    }
    expect(written).toContain('e0');
  });

  it('say how much waits in them, and keep a batch within its bounds', async () => {
    const { lanes, written, endAll, settle } = gate();
    const large = (clientId: string) => send('r', clientId, 200 * 1024);
    lanes.open(large('1'));
    await settle();
    for (const clientId of ['2', '3', '3']) lanes.takeOver(large(clientId));
    expect([lanes.size, lanes.weight]).toEqual([3, 600 * 1024]);
    for (let n = 0; n < 4; n += 1) await endAll();
    expect(written).toEqual(['r1', 'r2', 'r3', 'r3']);
    expect([lanes.size, lanes.weight]).toEqual([0, 0]);
  });

  it('wait for four rooms at a time, and for the next when one is done', async () => {
    const { lanes, written, endAll, settle } = gate();
    for (const room of ['a', 'b', 'c', 'd', 'e']) lanes.open(send(room, '1'));
    await settle();
    expect(written).toEqual(['a1', 'b1', 'c1', 'd1']);
    await endAll();
    expect(written).toEqual(['a1', 'b1', 'c1', 'd1', 'e1']);
  });
});
