import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The repository's top folder. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** A command that was started and did not end well; `output` is all that it printed. */
export class CommandError extends Error {
  /**
   * @param {string} command
   * @param {string} ending
   * @param {string} output
   */
  constructor(command, ending, output) {
    super(`${command} ${ending}`);
    this.output = output;
  }
}

/**
 * Runs a command to its end and keeps what it prints.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, timeoutMs?: number }} [options] `env` is added to the environment
 * @returns {Promise<string>} both outputs, as printed
 * @throws {CommandError} when it can't be started or does not exit with 0
 */
export function quietly(command, args, { env = {}, timeoutMs = 0 } = {}) {
  return new Promise((resolve, reject) => {
    const shown = [command, ...args].join(' ');
    const child = spawn(command, args, {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: timeoutMs,
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk) => (output += chunk));
    }
    child.once('error', (error) => reject(new CommandError(shown, `can't be started: ${error.message}`, output)));
    child.once('close', (code, signal) => {
      if (code === 0) resolve(output);
      else reject(new CommandError(shown, code === null ? `was ended by ${signal}` : `failed with ${code}`, output));
    });
  });
}

/**
 * npm, as the one that runs us; on its own it is looked up on the PATH.
 * @param {readonly string[]} args
 */
export function npm(args) {
  const self = process.env.npm_execpath;
  return self?.endsWith('npm-cli.js') ? quietly(process.execPath, [self, ...args]) : quietly('npm', args);
}

/**
 * Says what is being done, does it, and says how long it took. What commands print is shown only when they fail.
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(name, work) {
  const begun = performance.now();
  const seconds = () => `${((performance.now() - begun) / 1000).toFixed(1)} s`;
  process.stdout.write(`${name} ... `);
  try {
    const result = await work();
    process.stdout.write(`${seconds()}\n`);
    return result;
  } catch (error) {
    process.stdout.write(`failed after ${seconds()}\n`);
    if (error instanceof CommandError) process.stderr.write(`${error.output.trimEnd()}\n`);
    throw error;
  }
}

/**
 * Runs the main part of a script; a failure ends it with one line and exit code 1.
 * @param {() => Promise<void>} main
 */
export async function runScript(main) {
  try {
    await main();
  } catch (error) {
    console.error(error instanceof CommandError ? error.message : error);
    process.exit(1);
  }
}
