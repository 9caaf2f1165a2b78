declare module '../jobs/jobs.js' {
  interface JobPayloads {
    /** Sends one scheduled message, whose time has come. */
    'scheduled.send': { tenantId: string; scheduledId: string };
  }
}
