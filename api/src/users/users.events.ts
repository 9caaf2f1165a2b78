import type { User } from './user.schema.js';

declare module '../common/events/bus.js' {
  interface DomainEvents {
    /** A user looks different to others now. */
    'user.updated': { tenantId: string; user: User };
  }
}
