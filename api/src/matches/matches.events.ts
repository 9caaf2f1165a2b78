declare module '../common/events/bus.js' {
  interface DomainEvents {
    /** A ticket has its room; told after `member.joined`, to each of the matched. */
    'match.found': { tenantId: string; userId: string; ticketId: string; roomId: string };
  }
}

export {};
