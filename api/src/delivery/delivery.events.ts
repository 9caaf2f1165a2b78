import type { Changes } from './changes.schema.js';

declare module '../common/events/bus.js' {
  interface DomainEvents {
    /** A room changed, and that is committed. Published in order of position for each room. */
    'room.changed': { tenantId: string; changes: Changes };
  }
}
