/**
 * What one run of jest came to.
 * @typedef {object} Results
 * @property {number} passed
 * @property {number} failed tests that failed, and suites that could not run
 * @property {number} skipped
 */

/**
 * @param {Record<string, number> | undefined} report what jest wrote with `--json`; undefined when it wrote nothing
 * @param {boolean} hasSucceeded whether jest exited with 0
 * @returns {Results}
 */
export function resultsOf(report, hasSucceeded) {
  const passed = report?.numPassedTests ?? 0;
  const failed = (report?.numFailedTests ?? 0) + (report?.numRuntimeErrorTestSuites ?? 0);
  const skipped = (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0);
  // A run that broke in another way (set-up, a worker that died, no report) must not pass for a green one.
  return { passed, failed: failed === 0 && !hasSucceeded ? 1 : failed, skipped };
}

/**
 * @param {readonly Results[]} runs
 * @returns {{ line: string, isGreen: boolean }} the line a test command ends with; green takes at least one test
 */
export function summarize(runs) {
  const sum = (key) => runs.reduce((total, run) => total + run[key], 0);
  const [passed, failed, skipped] = [sum('passed'), sum('failed'), sum('skipped')];
  const line = `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
  return { line, isGreen: failed === 0 && passed > 0 };
}
