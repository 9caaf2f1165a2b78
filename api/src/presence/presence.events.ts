import type { PresenceState } from './presence.schema.js';

declare module '../common/events/bus.js' {
  interface DomainEvents {
    /** The last socket of a user is gone, as far as this node knows of all nodes. */
    'user.gone': { tenantId: string; userId: string };
    /** Others see somebody in another way; `roomIds` are the rooms in which it is told to those who have them open here. */
    'presence.changed': { tenantId: string; roomIds: string[]; presence: PresenceState };
    /** Somebody does, or does not, wish to be seen from now on. */
    'presence.hidden': { tenantId: string; userId: string; isHidden: boolean };
    /** A member began or ended to type. */
    'typing.changed': { tenantId: string; roomId: string; userId: string; typing: boolean };
  }
}

export {};
