declare module '../jobs/jobs.js' {
  interface JobPayloads {
    /** Sends the mail that somebody who forgot the password asked for, if there is such a user. */
    'password.forgot': { tenantId: string; userId: string };
  }
}
