import { z } from 'zod';

/** What an id may name. */
type IdKind =
  | 'tenant'
  | 'key'
  | 'signingKey'
  | 'user'
  | 'room'
  | 'message'
  | 'upload'
  | 'session'
  | 'invite'
  | 'ticket'
  | 'report'
  | 'scheduledMessage';

/** Marks an id in the documents; its value is the kind of what the id names. */
export const idMark = 'x-parley-id';

/**
 * The id of something. Its form is not checked here: one that is malformed names nothing, and is answered as unknown.
 * The mark tells tests which fields to try with what belongs to others.
 */
export function id(kind: IdKind) {
  return z.string().meta({ [idMark]: kind });
}

/** Like `id`, of something that need not be there. */
export const idOrNull = (kind: IdKind) =>
  z
    .string()
    .nullable()
    .meta({ [idMark]: kind });

/** What the ids in paths name; a path parameter that is not listed stays without a mark, which a test refuses. */
export const pathIds: Readonly<Record<string, IdKind>> = {
  tenantId: 'tenant',
  keyId: 'key',
  kid: 'signingKey',
  userId: 'user',
  roomId: 'room',
  messageId: 'message',
  sessionId: 'session',
  code: 'invite',
  ticketId: 'ticket',
  reportId: 'report',
  scheduledId: 'scheduledMessage',
};
