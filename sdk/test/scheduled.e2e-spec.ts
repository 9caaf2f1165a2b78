import { describe, expect, it } from '@jest/globals';
import { makeTenant } from '../../api/test/support/tenant.js';
import { makeChat, until, watch } from './support/chats.js';

const anHour = 3_600_000;
const inHours = (hours: number): Date => new Date(Date.now() + hours * anHour);

describe('messages that are sent later', () => {
  it('are scheduled, listed, changed, cancelled and sent, and shown when they are there', async () => {
    const { key } = await makeTenant();
    const [ada, bo] = [makeChat({ key }), makeChat({ key })];
    const { id: boId } = await bo.session.me();
    const { id } = await ada.rooms.create({ type: 'public', name: 'Garden' });
    await bo.rooms.join(id);
    const [hers, his] = [watch(ada.room({ id })), watch(bo.room({ id }))];
    for (const room of [hers, his]) await until(room, ({ status, member }) => status === 'ready' && member !== null);
    const first = await hers.send('who comes?');
    const sendAt = inHours(2);
    const later = await hers.schedule('I do', { sendAt, replyTo: first, mentions: [boId], clientId: 'mine' });
    expect(later).toMatchObject({
      text: 'I do',
      clientId: 'mine',
      sendAt: sendAt.toISOString(),
      replyTo: { messageId: first.id, seq: first.seq },
      mentions: [boId],
      failure: null,
    });
    const sooner = await hers.schedule('I am off', { sendAt: inHours(1).toISOString() });
    const list = async () => (await ada.scheduled.list({ roomId: id })).items.map((item) => item.id);
    expect(await list()).toEqual([sooner.id, later.id]);
    expect((await bo.scheduled.list()).items).toEqual([]);
    const moved = await ada.scheduled.update(sooner.id, { text: 'I am off then', sendAt: inHours(3) });
    expect(moved).toMatchObject({ id: sooner.id, text: 'I am off then' });
    expect(await list()).toEqual([later.id, sooner.id]);
    for (const _ of [1, 2]) await ada.scheduled.cancel(sooner.id);
    expect(await list()).toEqual([later.id]);
    await ada.scheduled.update(later.id, { sendAt: 'now' });
    for (const room of [hers, his]) await until(room, ({ items }) => items[1]?.clientId === 'mine');
    expect(his.timeline.get().items[1]).toMatchObject({ text: 'I do', replyTo: { seq: 1 }, status: 'sent' });
  });

  it('are refused with why', async () => {
    const { key } = await makeTenant();
    const [ada, bo] = [makeChat({ key }), makeChat({ key })];
    const { id } = await ada.rooms.create({ type: 'public', name: 'Garden' });
    await expect(bo.room({ id }).schedule('x', { sendAt: inHours(1) })).rejects.toMatchObject({ code: 'not_member' });
    const room = ada.room({ id });
    await expect(room.schedule('x', { sendAt: inHours(-1) })).rejects.toMatchObject({ code: 'validation_failed' });
    const { id: scheduledId } = await room.schedule('x', { sendAt: inHours(1) });
    const notFound = { code: 'scheduled_message_not_found', status: 404 };
    await expect(bo.scheduled.cancel(scheduledId)).rejects.toMatchObject(notFound);
    await expect(bo.scheduled.update(scheduledId, { text: 'y' })).rejects.toMatchObject(notFound);
  });
});
