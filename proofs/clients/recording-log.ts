/** Takes the place of the reducer's `log.ts` in the clients of a proof run: the same, and it says what was applied. */
import type { Changes } from '../../sdk/src/contract/index.js';
import { applyChanges as apply } from '../../sdk/src/timeline/log.js';
import type { Log } from '../../sdk/src/timeline/log.js';

export * from '../../sdk/src/timeline/log.js';

/** One batch that was applied to a log. */
export interface Application {
  readonly changes: Changes;
  readonly before: Log;
  readonly after: Log;
}

let applications: Application[] = [];

/** @public the bundle puts it in the place of the SDK's */
export function applyChanges(log: Log, changes: Changes): Log {
  const after = apply(log, changes);
  applications.push({ changes, before: log, after });
  return after;
}

/** What was applied since the last call. */
export function takeApplications(): Application[] {
  const taken = applications;
  applications = [];
  return taken;
}
