declare module '../common/events/bus.js' {
  interface DomainEvents {
    /** A room is gone for everybody; `memberIds` are those who sat in it. */
    'room.deleted': { tenantId: string; roomId: string; memberIds: string[] };
  }
}

export {};
