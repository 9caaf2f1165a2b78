import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import type { Message } from '../../src/messages/message.schema.js';
import type { Appended, AppendToMessage, MessageDelta } from '../../src/messages/stream.schema.js';
import { testDatabaseUrl } from './environment.js';
import type { Forum } from './forum.js';
import type { RestAnswer } from './rest.js';
import type { RawSocket } from './socket.js';
import type { TestUser } from './tenant.js';

/** Begins a message that is written on. */
export async function begin(forum: Forum, author: TestUser, more: object = {}): Promise<Message> {
  const body = { clientId: randomUUID(), text: '', streaming: true, ...more };
  const begun = await author.rest<Message>('POST', `${forum.path}/messages`, body);
  if (begun.status !== 201) throw new Error(`it was not begun: ${JSON.stringify(begun.body)}`);
  return begun.body;
}

/** Writes on in a message, or ends it. */
export const append = (
  forum: Forum,
  author: TestUser,
  message: { id: string },
  input: AppendToMessage,
): Promise<RestAnswer<Appended & { code: string }>> => author.rest('PATCH', `${forum.at(message)}/append`, input);

/** What a reader was told of growing messages. */
export const deltas = ({ told }: RawSocket): MessageDelta[] =>
  told.filter(({ name }) => name === 'message:delta').map(({ payload }) => payload as MessageDelta);

/** Makes it that nobody has written to a message for so long. */
export async function letPass(message: { id: string }, seconds: number): Promise<void> {
  const database = await new DataSource({ type: 'postgres', url: testDatabaseUrl() }).initialize();
  await database.query(`UPDATE messages SET streamed_at = streamed_at - make_interval(secs => $2) WHERE id = $1`, [
    message.id,
    seconds,
  ]);
  await database.destroy();
}
