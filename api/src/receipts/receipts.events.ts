/** A read pointer that moved. */
export interface MovedPointer {
  tenantId: string;
  roomId: string;
  userId: string;
  seq: number;
  /**
   * Who is told: all readers of the `room` and the user's own sockets; those of the `user` alone; of these only those `elsewhere`,
   * which have the room not open, because its readers see it by something else.
   */
  audience: 'room' | 'user' | 'elsewhere';
}

declare module '../common/events/bus.js' {
  interface DomainEvents {
    /** Members have read on, and that is committed. */
    'rooms.read': { reads: MovedPointer[] };
  }
}
