import { z } from 'zod';
import { id } from '../common/schema/id.js';
import { cursor, limit, pageOf } from '../common/schema/paging.js';

/** A session of the caller that lives. */
export const OpenSession = z
  .strictObject({
    id: id('session'),
    device: z.string().nullable().describe('What one recognises it by, such as "Firefox on Windows"; null = not known'),
    createdAt: z.string().describe('ISO 8601 UTC'),
    lastSeenAt: z.string().describe('ISO 8601 UTC, exact to a minute or so'),
    isCurrent: z.boolean().describe('Whether it is the one that asks'),
  })
  .meta({ id: 'OpenSession' });
export type OpenSession = z.infer<typeof OpenSession>;

export const OpenSessionPage = pageOf('OpenSessionPage', OpenSession);
export type OpenSessionPage = z.infer<typeof OpenSessionPage>;

export const ListSessions = z.strictObject({ limit, cursor });
export type ListSessions = z.infer<typeof ListSessions>;
