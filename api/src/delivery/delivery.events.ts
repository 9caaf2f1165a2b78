import type { Activity } from './activity.schema.js';
import type { Message } from '../messages/message.schema.js';
import type { Changes } from './changes.schema.js';

declare module '../common/events/bus.js' {
  interface DomainEvents {
    /** A room changed, and that is committed. What comes out of order, `FrameOrder` puts in order. */
    'room.changed': {
      tenantId: string;
      changes: Changes;
      /** All of its messages are new ones, none an earlier one that changed. */
      hasNewMessages?: boolean;
      /** What lists of rooms show of it, where not all of its messages are new ones. */
      activity?: Activity | undefined;
      /** Those of its messages that are new, where not all need be. */
      newMessages?: readonly Message[];
    };
  }
}
