declare module '../common/events/bus.js' {
  interface DomainEvents {
    /** A tenant's name, settings or keys were changed on this node. */
    'tenant.updated': { tenantId: string };
  }
}

export {};
