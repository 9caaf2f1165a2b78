declare module '../common/events/bus.js' {
  interface DomainEvents {
    /** A user sat down in a room. */
    'member.joined': { tenantId: string; roomId: string; userId: string };
    /** A user sits in a room no more, or wants it out of sight; `keepsReading` where they may read it all the same. */
    'member.left': {
      tenantId: string;
      roomId: string;
      userId: string;
      reason: 'left' | 'removed' | 'banned' | 'blocked';
      keepsReading: boolean;
    };
  }
}

export {};
