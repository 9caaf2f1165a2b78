import { pause } from '../clock.js';
import type { Fault } from './fault.js';

/** A backend that works is preferred: its batch must be wholly there or wholly absent. */
const terminateOne = `
  SELECT pg_terminate_backend(pid) FROM pg_stat_activity
   WHERE application_name = 'parley_core'
   ORDER BY state = 'active' DESC, state_change DESC LIMIT 1`;

export const backendKilled: Fault = {
  id: 'F4',
  title: 'Backend killed',
  nodes: 1,
  async inject({ admin }, random, signal) {
    while (!signal.aborted) {
      await pause(random.between(1_000, 3_000), signal);
      await (await admin()).query(terminateOne);
    }
  },
};
