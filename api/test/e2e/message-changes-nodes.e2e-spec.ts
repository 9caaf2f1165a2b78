import { expect, it } from '@jest/globals';
import type { History, Message } from '../../src/messages/message.schema.js';
import { eventually } from '../support/eventually.js';
import { Forum } from '../support/forum.js';
import { givenNodePair } from '../support/node-pair.js';
import { rest } from '../support/rest.js';

const pair = givenNodePair();
const { nodes, sockets } = pair;
const soon = { withinMs: 30_000 };

it('edits, reactions, pins and deletions made on either of two nodes reach the readers of both, in one order', async () => {
  const forum = await Forum.make({ url: nodes[0].url });
  const [near, far] = [await forum.online(forum.other), await forum.online(forum.other, true, nodes[1].url)];
  sockets.push(near, far);
  const sent = await forum.say(forum.member);
  const at = (n: number) => ({ url: nodes[n % 2]?.url ?? '', bearer: forum.owner.token });
  const own = (n: number) => ({ url: nodes[n % 2]?.url ?? '', bearer: forum.member.token });
  const answers: Message[] = [];
  for (let n = 0; n < 8; n += 1) {
    const edited = await rest<Message>('PATCH', forum.at(sent), { ...own(n), body: { text: `text ${n}` } });
    const reacted = await rest<Message>(n % 3 ? 'PUT' : 'DELETE', `${forum.at(sent)}/reactions/%F0%9F%91%8D`, at(n));
    answers.push(edited.body, reacted.body);
    await rest(n % 2 ? 'PUT' : 'DELETE', `${forum.path}/pins/${sent.id}`, at(n + 1));
  }
  expect((await rest('DELETE', forum.at(sent), own(1))).status).toBe(204);
  const tombstone = await forum.read(sent);
  const told = [near, far].map((socket) => () => socket.frames.flatMap((frame) => frame.messages));
  for (const of of told) await eventually(() => expect(of().at(-1)).toEqual(tombstone), soon);
  expect(told[1]?.()).toEqual(told[0]?.());
  expect(told[0]?.()).toEqual(expect.arrayContaining(answers));
  const positions = told[0]?.().map(({ position }) => position);
  expect(positions).toEqual([...(positions ?? [])].sort((a, b) => a - b));
});

it('what a room tells of itself reaches the readers of both nodes, and the lists of those who are elsewhere', async () => {
  const forum = await Forum.make({ url: nodes[0].url });
  const [near, far] = [await forum.online(forum.other), await forum.online(forum.member, true, nodes[1].url)];
  const elsewhere = await forum.online(forum.moderator, false, nodes[1].url);
  sockets.push(near, far, elsewhere);
  await forum.owner.rest('PATCH', forum.path, { name: 'Book club', topic: 'Novels' });
  const { body } = await forum.owner.rest<History>('GET', `${forum.path}/messages`);
  const told = body.items.slice(-2);
  expect(told.map(({ system }) => system?.type)).toEqual(['room_renamed', 'topic_changed']);
  for (const socket of [near, far]) {
    await eventually(() => expect(socket.frames.flatMap(({ messages }) => messages)).toEqual(told), soon);
  }
  const activity = { lastMessage: told[1], author: { id: forum.owner.id }, subject: null };
  await eventually(() => {
    const heard = elsewhere.told.filter(({ name }) => name === 'activity').map(({ payload }) => payload);
    expect(heard.at(-1)).toMatchObject(activity);
  }, soon);
});

it('toggles of many, on both nodes at once, are counted right and each told once', async () => {
  const forum = await Forum.make({ url: nodes[0].url });
  const reader = await forum.online(forum.other, true, nodes[1].url);
  sockets.push(reader);
  const sent = await forum.say(forum.owner);
  const people = [forum.owner, forum.moderator, forum.member, forum.other];
  const toggle = async ({ token }: { token: string }, n: number) => {
    const at = `${forum.at(sent)}/reactions/%F0%9F%91%8D`;
    for (let round = 0; round < 5; round += 1) {
      await rest(round % 2 ? 'DELETE' : 'PUT', at, { url: nodes[(n + round) % 2]?.url ?? '', bearer: token });
    }
  };
  await Promise.all(people.map(toggle));
  const { reactions, position } = await forum.read(sent);
  expect(reactions.map(({ count, userIds }) => [count, new Set(userIds).size])).toEqual([[4, 4]]);
  expect(position).toBe(sent.position + 20);
  await eventually(() => expect(reader.frames.at(-1)?.position).toBe(position), soon);
  const positions = reader.frames.flatMap((frame) => frame.messages.map((message) => message.position));
  expect(positions).toEqual(Array.from({ length: 21 }, (_, n) => sent.position + n));
});
