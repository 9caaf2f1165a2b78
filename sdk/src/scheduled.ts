import type { CallOptions } from './chat.js';
import type { ScheduledMessage, ScheduledMessagePage } from './contract/index.js';
import type { PageQuery, RestCaller } from './rooms.js';
import { path } from './transport/rest.js';

/** When a message is sent: a `Date`, or a time of ISO 8601. */
export type SendTime = Date | string;

/** What this person wrote to be sent later (`room.schedule`), of all rooms. All calls reject with a `ChatError`. */
export interface ScheduledApi {
  /**
   * What was not sent yet, the soonest first. Where `failure` is set it was refused when its time came, and is not tried again
   * before it gets another time.
   * @param page.roomId those of one room
   */
  list(page?: PageQuery & { roomId?: string }, options?: CallOptions): Promise<ScheduledMessagePage>;
  /**
   * Changes what is named. `sendAt: 'now'` sends it within a moment; the room's timeline shows it when it is there. A chat
   * that encrypts gives it no other text: cancel it, and say the new one.
   * @param changes.mentions user ids, in place of those before; left out = as they are
   * @throws ChatError scheduled_message_not_found (it was sent, or is being sent) | validation_failed | user_not_found |
   * plain_text_only
   */
  update(
    scheduledId: string,
    changes: { text?: string; mentions?: string[]; sendAt?: SendTime },
    options?: CallOptions,
  ): Promise<ScheduledMessage>;
  /** Takes it back; also the second time. @throws ChatError scheduled_message_not_found (it was sent, or is being sent) */
  cancel(scheduledId: string, options?: CallOptions): Promise<void>;
}

/** A time as the API takes it. */
export const toTime = (time: SendTime): string => (typeof time === 'string' ? time : time.toISOString());

/** Scheduled messages as one caller has them. */
export const createScheduledApi = (session: RestCaller): ScheduledApi => ({
  list: (page, { signal } = {}) =>
    session.call({ method: 'GET', path: '/me/scheduled-messages', query: { ...page }, signal }),
  update: (id, { sendAt, ...changes }, { signal } = {}) =>
    session.call({
      method: 'PATCH',
      path: path`/me/scheduled-messages/${id}`,
      body: { ...changes, sendAt: sendAt && toTime(sendAt) },
      signal,
    }),
  cancel: (id, { signal } = {}) => session.call({ method: 'DELETE', path: path`/me/scheduled-messages/${id}`, signal }),
});
