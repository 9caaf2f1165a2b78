import { beforeEach, describe, expect, it } from '@jest/globals';
import { testServerUrl } from '../../api/test/support/environment.js';
import { makeTenant, type TestTenant } from '../../api/test/support/tenant.js';
import type { Timeline, TimelineItem } from '../src/index.js';
import { createTenantClient } from '../src/server/index.js';
import type { ActingUser, RoomInfo, TenantClient } from '../src/server/index.js';
import { makeChat, until, watch } from './support/chats.js';
import { TcpProxy } from './support/tcp-proxy.js';

let tenant: TestTenant;
let parley: TenantClient;
let bot: ActingUser;
let lobby: RoomInfo;
beforeEach(async () => {
  tenant = await makeTenant();
  parley = createTenantClient({ url: testServerUrl(), secretKey: tenant.secretKey });
  bot = parley.as((await parley.users.putExternal('bot', { displayName: 'Bot' })).id);
  lobby = (await parley.rooms.list()).items.find(({ slug }) => slug === 'lobby') as RoomInfo;
});

const last = ({ items }: Timeline): TimelineItem | undefined => items.at(-1);

/** A source that gives its parts when it is told to. */
function tap() {
  const parts: string[] = [];
  let wake = (): void => undefined;
  let isOver = false;
  async function* flow(): AsyncGenerator<string> {
    for (;;) {
      for (const part of parts.splice(0)) yield part;
      if (isOver) return;
      await new Promise<void>((resolve) => (wake = resolve));
    }
  }
  return {
    source: flow(),
    give: (...more: string[]) => {
      parts.push(...more);
      wake();
    },
    end: () => {
      isOver = true;
      wake();
    },
  };
}

describe('a message that the tenant’s server writes on', () => {
  it('grows before the eyes of its readers while the source gives it, and is durable once that has ended', async () => {
    const reader = watch(makeChat({ key: tenant.key }).room({ slug: 'lobby' }));
    const person = makeChat({ key: tenant.key });
    const asked = await watch(person.room({ slug: 'lobby' })).send('What is it?');
    const { source, give, end } = tap();
    const written = bot.stream(lobby.id, source, { replyTo: asked.id, mentions: [asked.authorId] });
    await until(reader, (timeline) => last(timeline)?.streaming === true);
    give('Half a ', '🙂'.slice(0, 1), '🙂'.slice(1));
    await until(reader, (timeline) => last(timeline)?.text === 'Half a 🙂');
    give(' and', ' more');
    await until(reader, (timeline) => last(timeline)?.text === 'Half a 🙂 and more');
    give('.');
    end();
    const message = await written;
    expect(message).toMatchObject({
      text: 'Half a 🙂 and more.',
      streaming: false,
      replyTo: { messageId: asked.id, seq: asked.seq },
      mentions: [asked.authorId],
    });
    const shown = last(await until(reader, (timeline) => last(timeline)?.streaming === false));
    expect(shown).toMatchObject({ id: message.id, text: message.text, position: message.position });
  });

  it('is whole however fast it comes, and for whoever was away meanwhile', async () => {
    const proxy = await TcpProxy.start(testServerUrl());
    const reader = watch(makeChat({ key: tenant.key, url: proxy.url }).room({ slug: 'lobby' }));
    const { source, give, end } = tap();
    const written = bot.stream(lobby.id, source);
    await until(reader, (timeline) => last(timeline)?.streaming === true);
    const words = Array.from({ length: 1_000 }, (_, n) => `${n} `);
    give(...words.slice(0, 500));
    await until(reader, (timeline) => last(timeline)?.text === words.slice(0, 500).join(''));
    proxy.cut();
    give(...words.slice(500));
    await until(reader, (timeline) => last(timeline)?.text === words.join(''));
    expect(last(reader.timeline.get())?.streaming).toBe(true);
    end();
    expect((await written).text).toBe(words.join(''));
    await until(reader, (timeline) => last(timeline)?.streaming === false);
    await proxy.stop();
  });

  it('ends with what is there when the source fails, is given up, or its message may be no longer', async () => {
    const newest = async () => (await parley.rooms.messages(lobby.id, { limit: 1 })).items[0];
    async function* failing() {
      yield 'So far';
      await Promise.resolve();
      throw new Error('out of words');
    }
    await expect(bot.stream(lobby.id, failing())).rejects.toThrow('out of words');
    expect(await newest()).toMatchObject({ text: 'So far', streaming: false });

    const given = new AbortController();
    const endless = tap();
    endless.give('And on');
    const reader = watch(makeChat({ key: tenant.key }).room({ slug: 'lobby' }));
    const written = bot.stream(lobby.id, endless.source, { signal: given.signal });
    await until(reader, (timeline) => last(timeline)?.text === 'And on');
    given.abort(new Error('enough'));
    await expect(written).rejects.toThrow('enough');
    expect(await newest()).toMatchObject({ text: 'And on', streaming: false });

    async function* long() {
      for (let n = 0; ; n++) {
        yield 'x'.repeat(2_000);
        if (n > 3) await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
    await expect(bot.stream(lobby.id, long())).rejects.toMatchObject({ code: 'validation_failed' });
    expect(await newest()).toMatchObject({ streaming: false, text: expect.stringMatching(/^x*$/) });
  });

  it('is not written on once somebody deleted it, and is not there when nothing was written', async () => {
    const { source, give } = tap();
    const written = bot.stream(lobby.id, source, { text: 'Wrong' });
    const reader = watch(makeChat({ key: tenant.key }).room({ slug: 'lobby' }));
    const { id } = last(await until(reader, (timeline) => last(timeline)?.streaming === true)) as TimelineItem;
    await tenant.rest('DELETE', `/v1/rooms/${lobby.id}/messages/${id}`, { bearer: tenant.secretKey });
    await until(reader, (timeline) => last(timeline)?.deletedAt !== null);
    const refused = expect(written).rejects.toMatchObject({ code: 'message_deleted' });
    const giving = setInterval(() => give(' words'), 20);
    await refused;
    clearInterval(giving);
    async function* nothing() {}
    expect(await bot.stream(lobby.id, nothing())).toMatchObject({ text: '', deletedAt: expect.any(String) });
  });

  it('is refused to whoever may not write', async () => {
    const other = await makeTenant();
    const theirs = await other.lobby();
    await expect(bot.stream(theirs.id, tap().source)).rejects.toMatchObject({ code: 'room_not_found' });
  });
});

describe('a message that a person writes on', () => {
  it('grows for others and in the own timeline, and has one end', async () => {
    const [ana, bo] = [makeChat({ key: tenant.key }), makeChat({ key: tenant.key })];
    const [hers, his] = [watch(ana.room({ slug: 'lobby' })), watch(bo.room({ slug: 'lobby' }))];
    const stream = await hers.stream({ text: 'Let me' });
    expect(stream.message).toMatchObject({ text: 'Let me', streaming: true });
    stream.append(' think');
    for (const room of [hers, his]) await until(room, (timeline) => last(timeline)?.text === 'Let me think');
    expect(last(hers.timeline.get())).toMatchObject({ own: true, status: 'sent', streaming: true });
    stream.append(' ...');
    const message = await stream.end();
    expect(message).toMatchObject({ text: 'Let me think ...', streaming: false });
    expect(await stream.end()).toEqual(message);
    expect(() => stream.append('!')).toThrow('The message has ended');
    for (const room of [hers, his]) {
      await until(room, (timeline) => last(timeline)?.streaming === false);
      expect(last(room.timeline.get())?.text).toBe('Let me think ...');
    }
  });
});
