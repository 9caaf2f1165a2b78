declare module '../jobs/jobs.js' {
  interface JobPayloads {
    /** Removes what is over; of no tenant. */
    sweep: object;
  }
}
