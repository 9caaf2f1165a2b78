import { Initial1763700000000 } from './1763700000000-Initial.js';

/** Every migration, oldest first; only added to, never edited once merged. */
export const migrations = [Initial1763700000000] as const;
