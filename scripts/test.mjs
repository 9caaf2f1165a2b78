/**
 * `npm test`: sets up what is missing, then runs every test. The last line is the sum over all suites.
 * Arguments after `--` go to jest: `npm test -- rooms`.
 */
import './require-node.mjs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const { ROOT, runScript } = await import('./steps.mjs');
const { build, install } = await import('./set-up.mjs');
const { resultsOf, summarize } = await import('./results.mjs');

const KINDS = ['unit', 'integration', 'e2e', 'browser'];

/** @type {import('node:child_process').ChildProcess | undefined} */
let running;
let isInterrupted = false;

/**
 * Runs one kind of tests; what jest prints goes to this terminal.
 * @param {string} kind
 * @param {NodeJS.ProcessEnv} variables
 * @param {string} reportFile
 */
async function runJest(kind, variables, reportFile) {
  console.log(`\n${kind} tests`);
  const node = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  const jest = join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
  const report = ['--json', '--outputFile', reportFile, '--passWithNoTests'];
  const args = ['--selectProjects', kind, ...report, ...process.argv.slice(2)];
  running = spawn(process.execPath, [...node, jest, ...args], {
    cwd: ROOT,
    env: { ...process.env, ...variables },
    // jest writes what a person reads to standard error.
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const [code] = await once(running, 'exit');
  running = undefined;
  try {
    return resultsOf(JSON.parse(readFileSync(reportFile, 'utf8')), code === 0);
  } catch {
    return resultsOf(undefined, code === 0);
  }
}

/**
 * The short form of the proofs: each fault is one test. A child of its own, as the kinds of jest are.
 * @param {NodeJS.ProcessEnv} variables
 */
async function runProofs(variables) {
  console.log('\nproofs, the short form');
  running = spawn(process.execPath, [join(ROOT, 'proofs', 'run.mjs'), '--quick'], {
    cwd: ROOT,
    env: { ...process.env, ...variables },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  running.stdout.setEncoding('utf8').on('data', (text) => {
    output += text;
    process.stdout.write(text);
  });
  const [code] = await once(running, 'close');
  running = undefined;
  const [, passed, failed] = /^(\d+) passed, (\d+) failed$/m.exec(output) ?? [];
  const report = passed && { numPassedTests: Number(passed), numFailedTests: Number(failed) };
  return resultsOf(report, code === 0);
}

await runScript(async () => {
  await install();
  await build();
  const { ensurePrerequisites } = await import('./prerequisites.mjs');
  const variables = await ensurePrerequisites();
  // From here on there is something to clean up.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      isInterrupted = true;
      running?.kill('SIGTERM');
    });
  }
  const reports = mkdtempSync(join(tmpdir(), 'parley-reports-'));
  const results = [];
  try {
    for (const kind of KINDS) {
      if (isInterrupted) break;
      const reportFile = join(reports, `${kind}.json`);
      results.push(await runJest(kind, variables, reportFile));
    }
    // Whoever names tests wants these alone.
    if (!isInterrupted && process.argv.length === 2) results.push(await runProofs(variables));
  } finally {
    rmSync(reports, { recursive: true, force: true });
  }
  const { line, isGreen } = summarize(results);
  // What jest says of them stands many pages above.
  for (const failure of results.flatMap(({ failures }) => failures)) console.log(`\nFAILED ${failure}`);
  if (isInterrupted) console.error('\nInterrupted: not all tests were run');
  console.log(`\n${line}`);
  process.exitCode = isGreen && !isInterrupted ? 0 : 1;
});
