import { describe, expect, it } from '@jest/globals';
import { resultsOf, summarize } from './results.mjs';

const report = {
  numPassedTests: 3,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  numRuntimeErrorTestSuites: 0,
};

describe('the last line of a test run', () => {
  it('is the sum over all suites', () => {
    const runs = [resultsOf(report, true), resultsOf({ ...report, numPassedTests: 4 }, true)];
    expect(summarize(runs)).toEqual({ line: '7 passed, 0 failed', isGreen: true });
  });

  it('names skipped tests only when there are some', () => {
    const skipping = resultsOf({ ...report, numPendingTests: 1, numTodoTests: 1 }, true);
    expect(summarize([skipping]).line).toBe('3 passed, 0 failed, 2 skipped');
  });

  it('is not green when a test failed', () => {
    const failing = resultsOf({ ...report, numFailedTests: 2 }, false);
    expect(summarize([failing])).toEqual({ line: '3 passed, 2 failed', isGreen: false });
  });

  it('counts a suite that could not run as a failure', () => {
    const broken = resultsOf({ ...report, numRuntimeErrorTestSuites: 1 }, false);
    expect(summarize([broken])).toEqual({ line: '3 passed, 1 failed', isGreen: false });
  });

  it('counts a run that failed without a failed test, or without a report, as one failure', () => {
    expect(resultsOf(report, false).failed).toBe(1);
    expect(summarize([resultsOf(undefined, false)])).toEqual({ line: '0 passed, 1 failed', isGreen: false });
  });

  it('is not green when no test ran', () => {
    expect(summarize([resultsOf({ ...report, numPassedTests: 0 }, true)]).isGreen).toBe(false);
  });
});

describe('what failed', () => {
  const passed = { fullName: 'a room opens', status: 'passed', failureMessages: [] };
  const failed = {
    fullName: 'a room closes',
    status: 'failed',
    failureMessages: ['\u001b[31mnot closed\u001b[39m\n  at x'],
  };
  const file = { name: '/parley/api/rooms.spec.ts', message: '', status: 'failed', assertionResults: [passed, failed] };

  it('is told once more at the end, with its reason', () => {
    const { failures } = resultsOf({ ...report, numFailedTests: 1, testResults: [file] }, false);
    expect(failures).toEqual(['rooms.spec.ts › a room closes\n    not closed\n      at x']);
  });

  it('names a file that could not run', () => {
    const broken = { ...file, message: 'Cannot find module', assertionResults: [] };
    const { failures } = resultsOf({ ...report, numRuntimeErrorTestSuites: 1, testResults: [broken] }, false);
    expect(failures).toEqual(['rooms.spec.ts\n    Cannot find module']);
  });

  it('is nothing when all is well', () => {
    const { failures } = resultsOf({ ...report, testResults: [{ ...file, status: 'passed' }] }, true);
    expect(failures).toEqual([]);
  });
});
