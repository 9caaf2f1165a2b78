import { pause } from '../clock.js';
import type { Fault } from './fault.js';

/**
 * Terminates a backend of the writer, as soon as one is writing; after two seconds without one any. A backend writes for
 * a few milliseconds at a time: one taken by chance is idle, and loses nothing.
 */
const terminateWriting = `
  DO $$
  DECLARE
    deadline timestamptz := clock_timestamp() + interval '2 seconds';
    found int;
  BEGIN
    LOOP
      PERFORM pg_stat_clear_snapshot();
      SELECT pid INTO found FROM pg_stat_activity
       WHERE application_name IN ('parley_core', 'parley_writer')
         AND (state = 'active' AND query ~ 'write_(messages|to_room)' OR clock_timestamp() > deadline)
       LIMIT 1;
      EXIT WHEN found IS NOT NULL OR clock_timestamp() > deadline;
    END LOOP;
    PERFORM pg_terminate_backend(found);
  END $$`;

export const backendKilled: Fault = {
  id: 'F4',
  title: 'Backend killed',
  nodes: 1,
  // The SDK repeats by itself what was lost: those who do not tell how it ended.
  load: { shares: { sdk: 30, raw: 40, rest: 30 } },
  causes: { infos: 5 },
  async inject({ admin }, random, signal) {
    while (!signal.aborted) {
      // Often: a write takes a millisecond, and most are over before the signal comes.
      await pause(random.between(300, 1_000), signal);
      await (await admin()).query(terminateWriting);
    }
  },
};
