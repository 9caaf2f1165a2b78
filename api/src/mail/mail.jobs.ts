declare module '../jobs/jobs.js' {
  interface JobPayloads {
    /** Sends one mail. */
    'mail.send': { tenantId: string; mailId: string };
  }
}
