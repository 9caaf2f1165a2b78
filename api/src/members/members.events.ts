declare module '../common/events/bus.js' {
  interface DomainEvents {
    /** A user sat down in a room. */
    'member.joined': { tenantId: string; roomId: string; userId: string };
    /** A user sits in a room no more; `keepsReading` where everybody may read it. */
    'member.left': {
      tenantId: string;
      roomId: string;
      userId: string;
      reason: 'left' | 'removed' | 'banned';
      keepsReading: boolean;
    };
  }
}

export {};
