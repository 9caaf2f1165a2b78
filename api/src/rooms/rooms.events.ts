declare module '../common/events/bus.js' {
  interface DomainEvents {
    /** A room is gone for everybody; `memberIds` are some of those who sat in it. Of a large room it is told again, with the next ones. */
    'room.deleted': { tenantId: string; roomId: string; memberIds: string[] };
  }
}

export {};
