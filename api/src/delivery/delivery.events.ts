import type { Activity } from './activity.schema.js';
import type { Changes } from './changes.schema.js';

declare module '../common/events/bus.js' {
  interface DomainEvents {
    /** A room changed, and that is committed. What comes out of order, `FrameOrder` puts in order. */
    'room.changed': {
      tenantId: string;
      changes: Changes;
      /** Its messages are new ones, not earlier ones that changed. */
      hasNewMessages?: boolean;
      /** What lists of rooms show of it, where it is no new message. */
      activity?: Activity | undefined;
    };
  }
}
