import type { Message } from '../contract/index.js';
import type { ChatError } from '../errors.js';
import type { Log } from './log.js';

/** What a message says, and to whom. */
export interface Content {
  readonly text: string;
  /** The message that it answers. */
  readonly replyTo?: Message['replyTo'] | undefined;
  /** User ids. */
  readonly mentions?: string[] | undefined;
  /** The root of the thread that it is in; left out = it stands in the room itself. */
  readonly threadId?: string | undefined;
}

/** One message on its way. An acknowledged one (`message`) stays until the log has reached its position. */
export interface Outgoing extends Content {
  readonly clientId: string;
  /** ISO 8601, of this machine's clock. */
  readonly createdAt: string;
  readonly status: 'sending' | 'sent' | 'failed';
  /** Who sent it, from the first try on: another person's session must not send it again. */
  readonly authorId?: string;
  readonly message?: Message;
  readonly error?: ChatError;
  /** When it is tried again, in epoch ms. */
  readonly retryAtMs?: number;
}

/** A message that did not arrive, as it can be kept to be sent later: the same clientId stands for the same message. */
export type UnsentMessage = Content & Pick<Outgoing, 'clientId' | 'createdAt' | 'authorId'>;

/** In order of sending. */
export type Outbox = readonly Outgoing[];

/** Adds a message at the end; the same clientId again takes its old place's text and moves to the end. */
export const enqueue = (outbox: Outbox, outgoing: Omit<Outgoing, 'status'>): Outbox => [
  ...discard(outbox, outgoing.clientId),
  { ...outgoing, status: 'sending' },
];

/** Puts messages that are not there before those that are, as failed. */
export const restore = (outbox: Outbox, unsent: readonly UnsentMessage[], error: ChatError): Outbox => [
  ...unsent
    .filter(({ clientId }) => !outbox.some((outgoing) => outgoing.clientId === clientId))
    // They may have been kept with all that a timeline shows of them.
    .map(({ clientId, text, replyTo, mentions, threadId, createdAt, authorId }): Outgoing => {
      const content = { text, replyTo: replyTo ?? undefined, mentions, threadId: threadId ?? undefined };
      return { ...content, clientId, createdAt, ...(authorId && { authorId }), status: 'failed', error };
    }),
  ...outbox,
];

/** Removes a message. */
export const discard = (outbox: Outbox, clientId: string): Outbox =>
  outbox.filter((outgoing) => outgoing.clientId !== clientId);

/** Changes a message that is still on its way; one that was acknowledged meanwhile stays as it is. */
export const update = (
  outbox: Outbox,
  clientId: string,
  change: Partial<Pick<Outgoing, 'status' | 'authorId' | 'error' | 'retryAtMs'>>,
): Outbox =>
  outbox.map((outgoing) =>
    outgoing.clientId === clientId && !outgoing.message ? { ...outgoing, ...change } : outgoing,
  );

/** Notes that the server committed a message. */
export const acknowledge = (outbox: Outbox, clientId: string, message: Message): Outbox =>
  outbox.map((outgoing) =>
    outgoing.clientId === clientId ? { ...outgoing, authorId: message.authorId, status: 'sent', message } : outgoing,
  );

/** Makes what one author was sending another one's, who has become them: the same clientIds stand for the same messages. */
export const reassign = (outbox: Outbox, fromId: string | undefined, authorId: string | undefined): Outbox =>
  outbox.map((outgoing) => (fromId && outgoing.authorId === fromId ? { ...outgoing, authorId } : outgoing));

/** The message whose turn it is: the first that is still on its way. */
export const nextToSend = (outbox: Outbox): Outgoing | undefined =>
  outbox.find((outgoing) => outgoing.status === 'sending');

/**
 * Compares the outbox with the log.
 * @param userId the person of this session
 * @returns what is left, and the committed messages that the log shows of those still on their way or failed
 */
export function settle(outbox: Outbox, log: Log, userId: string | undefined): { outbox: Outbox; committed: Message[] } {
  const open = new Map(outbox.map((outgoing) => [outgoing.clientId, outgoing]));
  const committed: Message[] = [];
  for (const message of log.messages) {
    const outgoing = open.get(message.clientId);
    if (!outgoing || message.authorId !== (outgoing.authorId ?? userId)) continue;
    open.delete(message.clientId);
    if (!outgoing.message) committed.push(message);
  }
  // Acknowledged, and the log is past it: a reset has left it on an older page, or another history has taken its place.
  for (const { clientId, message } of open.values())
    if (message && message.position <= log.position) open.delete(clientId);
  return { outbox: open.size === outbox.length ? outbox : [...open.values()], committed };
}
