import type { User } from './user.schema.js';

declare module '../common/events/bus.js' {
  interface DomainEvents {
    /** A user looks different to others now. `roomIds`: where that is told; left out = where the user sits. */
    'user.updated': { tenantId: string; user: User; roomIds?: readonly string[] };
    /** An uploaded picture is nobody's any more. */
    'avatar.dropped': { tenantId: string; avatarId: string };
  }
}
