import { expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { Forum } from '../support/forum.js';
import { givenNodePair } from '../support/node-pair.js';
import { rest } from '../support/rest.js';
import { begin, deltas, letPass } from '../support/streams.js';

const pair = givenNodePair();
const { nodes, sockets } = pair;
const soon = { withinMs: 30_000 };

it('a message that is written on, on two nodes by turns, grows for the readers of both', async () => {
  const forum = await Forum.make({ url: nodes[0].url });
  const [near, far] = [await forum.online(forum.other), await forum.online(forum.other, true, nodes[1].url)];
  sockets.push(near, far);
  const begun = await begin(forum, forum.member);
  let text = '';
  for (let n = 0; n < 40; n += 1) {
    const body = { delta: `${n} `, offset: text.length };
    const at = { url: nodes[n % 2]?.url ?? '', bearer: forum.member.token, body };
    expect((await rest('PATCH', `${forum.at(begun)}/append`, at)).status).toBe(200);
    text += body.delta;
  }
  for (const socket of [near, far]) {
    const read = () => {
      const parts = deltas(socket).toSorted((a, b) => a.offset - b.offset);
      return parts.map(({ delta }) => delta).join('');
    };
    await eventually(() => expect(read()).toBe(text), soon);
  }
  const last = { delta: '.', offset: text.length, done: true };
  await rest('PATCH', `${forum.at(begun)}/append`, { url: nodes[1].url, bearer: forum.member.token, body: last });
  const whole = { ...begun, text: `${text}.`, streaming: false, position: begun.position + 1 };
  for (const socket of [near, far]) {
    await eventually(() => expect(socket.frames.at(-1)?.messages).toEqual([whole]), soon);
  }
});

it('what was written on a node that is no more is closed by another one, once', async () => {
  const third = await pair.start();
  const forum = await Forum.make({ url: nodes[0].url });
  const reader = await forum.online(forum.other);
  sockets.push(reader);
  const begun = await begin(forum, forum.member, { text: 'I was about to' });
  const at = { url: third.url, bearer: forum.member.token, body: { delta: ' say', offset: 14 } };
  expect((await rest('PATCH', `${forum.at(begun)}/append`, at)).status).toBe(200);
  await third.stop('SIGKILL');
  await letPass(begun, 61);
  const closed = { ...begun, text: 'I was about to say', streaming: false, position: begun.position + 1 };
  await eventually(() => expect(reader.frames.at(-1)?.messages).toEqual([closed]), soon);
  // The other nodes looked, too.
  expect((await forum.say(forum.owner)).position).toBe(closed.position + 1);
});
