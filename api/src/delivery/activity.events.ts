import type { Activity } from './activity.schema.js';

/** The newest message of a room. */
export interface ActiveRoom {
  tenantId: string;
  activity: Activity;
}

declare module '../common/events/bus.js' {
  interface DomainEvents {
    /** Something was written in these rooms, of whatever tenants; collected for up to a second. */
    'rooms.active': { rooms: ActiveRoom[] };
  }
}
