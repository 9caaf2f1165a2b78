import type { Commands, Message, ReadPointer } from '../../sdk/src/contract/index.js';
import { rest } from '../rest.js';
import type { Outcome, Subject } from './attempts.js';

/** The body of a send. Every fourth one mentions its author: whoever is mentioned is looked up before it is written. */
const bodyOf = ({ clientId = '', text = '', userId }: Subject) => ({
  clientId,
  text,
  mentions: text.length % 4 === 0 ? [userId] : [],
});

type Command = <C extends keyof Commands>(name: C, input: Commands[C]['input']) => Promise<Commands[C]['reply']>;

/** One try over a socket. @param command rejects with the code and status of a refusal */
export async function overSocket(command: Command, subject: Subject): Promise<Outcome> {
  const { op, roomId, messageId = '', text = '', position, emoji = '', seq = 0 } = subject;
  const message = { roomId, messageId };
  switch (op) {
    case 'send':
      return { message: await command('message:send', { roomId, ...bodyOf(subject) }) };
    case 'edit':
      return { message: await command('message:edit', { ...message, text, position }) };
    case 'delete':
      return { message: await command('message:delete', message) };
    case 'react':
      return { message: await command('reaction:add', { ...message, emoji }) };
    case 'unreact':
      return { message: await command('reaction:remove', { ...message, emoji }) };
    case 'read':
      return { readSeq: (await command('read:set', { roomId, seq })).readSeq };
    default:
      throw new Error(`no command is for ${op}`);
  }
}

/** One try over REST. */
export async function overRest(url: string, bearer: string, subject: Subject): Promise<Outcome> {
  const { method, path, body } = requestOf(subject);
  const answer = await rest<Message & ReadPointer>(url, method, `/rooms/${subject.roomId}${path}`, { bearer, body });
  const { status, code } = answer;
  if (status < 200 || status > 299) return { code, status };
  if (subject.op === 'read') return { readSeq: answer.body.readSeq };
  // Of a deletion it says no more than that.
  return status === 204 ? {} : { message: answer.body };
}

function requestOf(subject: Subject): { method: string; path: string; body?: object } {
  const { op, messageId, text, position, emoji = '', seq } = subject;
  const reaction = `/messages/${messageId}/reactions/${encodeURIComponent(emoji)}`;
  switch (op) {
    case 'send':
      return { method: 'POST', path: '/messages', body: bodyOf(subject) };
    case 'edit':
      return { method: 'PATCH', path: `/messages/${messageId}`, body: { text, position } };
    case 'delete':
      return { method: 'DELETE', path: `/messages/${messageId}` };
    case 'react':
      return { method: 'PUT', path: reaction };
    case 'unreact':
      return { method: 'DELETE', path: reaction };
    case 'read':
      return { method: 'PUT', path: '/read', body: { seq } };
    default:
      throw new Error(`no request is for ${op}`);
  }
}
