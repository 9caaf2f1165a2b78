import { basename } from 'node:path';

/**
 * What one run of jest came to.
 * @typedef {object} Results
 * @property {number} passed
 * @property {number} failed tests that failed, and suites that could not run
 * @property {number} skipped
 * @property {string[]} failures what failed, and its first reason
 */

/** Lines of a reason that are told once more at the end. */
const reasonLines = 12;
const colours = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

/**
 * What jest writes with `--json`, as far as it matters here.
 * @typedef {object} Report
 * @property {number} [numPassedTests]
 * @property {number} [numFailedTests]
 * @property {number} [numRuntimeErrorTestSuites]
 * @property {number} [numPendingTests]
 * @property {number} [numTodoTests]
 * @property {{ name: string, message: string, status: string, assertionResults: { fullName: string, status: string,
 *   failureMessages: string[] }[] }[]} [testResults] one for each file
 */

/**
 * @param {Report | undefined} report what jest wrote with `--json`; undefined when it wrote nothing
 * @param {boolean} hasSucceeded whether jest exited with 0
 * @returns {Results}
 */
export function resultsOf(report, hasSucceeded) {
  const passed = report?.numPassedTests ?? 0;
  const failed = (report?.numFailedTests ?? 0) + (report?.numRuntimeErrorTestSuites ?? 0);
  const skipped = (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0);
  // A run that broke in another way (set-up, a worker that died, no report) must not pass for a green one.
  return { passed, failed: failed === 0 && !hasSucceeded ? 1 : failed, skipped, failures: failuresOf(report) };
}

/** @param {Report | undefined} report */
function failuresOf(report) {
  const files = report?.testResults?.filter(({ status }) => status === 'failed') ?? [];
  return files.flatMap(({ name, message, assertionResults }) => {
    const failed = assertionResults.filter(({ status }) => status === 'failed');
    // A file that could not run has no tests.
    if (failed.length === 0) return [`${basename(name)}\n${shortened(message)}`];
    return failed.map((test) => `${basename(name)} › ${test.fullName}\n${shortened(test.failureMessages[0] ?? '')}`);
  });
}

/** @param {string} reason */
const shortened = (reason) =>
  reason.replace(colours, '').split('\n').slice(0, reasonLines).join('\n').replace(/^/gm, '    ').trimEnd();

/**
 * @param {readonly Omit<Results, 'failures'>[]} runs
 * @returns {{ line: string, isGreen: boolean }} the line a test command ends with; green takes at least one test
 */
export function summarize(runs) {
  const sum = (key) => runs.reduce((total, run) => total + run[key], 0);
  const [passed, failed, skipped] = [sum('passed'), sum('failed'), sum('skipped')];
  const line = `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
  return { line, isGreen: failed === 0 && passed > 0 };
}
