import { describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { givenNodePair } from '../support/node-pair.js';
import { openRoom, toldSeqs, upTo } from '../support/crowd.js';
import { ahead, pathOf, saidIn, schedule, scheduledOf } from '../support/scheduled.js';
import { makeTenant } from '../support/tenant.js';

const { nodes, sockets } = givenNodePair();
const soon = { withinMs: 30_000 };

describe('two nodes', () => {
  it('send what was scheduled on one of them once, and tell the readers of both', async () => {
    const tenant = await makeTenant({ url: nodes[0].url });
    const [ada, bo] = [await tenant.guest(), await tenant.guest()];
    const { id: roomId } = await tenant.lobby();
    await ada.rest('POST', `/v1/rooms/${roomId}/members`);
    const readers = [];
    for (const { url } of nodes) readers.push(await openRoom(url, tenant, bo, { roomId }));
    sockets.push(...readers.map(({ socket }) => socket));
    const sendAt = ahead(4_000);
    const texts = Array.from({ length: 20 }, (_, n) => `message ${n}`);
    for (const text of texts) await schedule(ada, roomId, { text, sendAt });
    await eventually(async () => expect(await scheduledOf(ada)).toEqual([]), soon);
    const said = await saidIn(bo, roomId);
    expect(said.map(({ text }) => text).sort()).toEqual([...texts].sort());
    for (const reader of readers) await eventually(() => expect(toldSeqs(reader)).toEqual(upTo(texts.length)), soon);
  });

  it('agree on what becomes of one that is cancelled at the moment it is sent', async () => {
    const tenant = await makeTenant({ url: nodes[1].url });
    const ada = await tenant.guest();
    const { id: roomId } = await tenant.lobby();
    await ada.rest('POST', `/v1/rooms/${roomId}/members`);
    const outcomes = new Map<string, number>();
    for (let n = 0; n < 10; n += 1) {
      const scheduled = await schedule(ada, roomId, { text: `message ${n}` });
      const [sent, cancelled] = await Promise.all([
        ada.rest('PATCH', pathOf(scheduled), { sendAt: 'now' }),
        ada.rest('DELETE', pathOf(scheduled)),
      ]);
      expect([200, 404]).toContain(sent.status);
      outcomes.set(scheduled.text, cancelled.status);
    }
    await eventually(async () => expect(await scheduledOf(ada)).toEqual([]), soon);
    const said = (await saidIn(ada, roomId)).map(({ text }) => text);
    const wanted = [...outcomes].filter(([, status]) => status === 404).map(([text]) => text);
    expect(said.sort()).toEqual(wanted.sort());
  });
});
