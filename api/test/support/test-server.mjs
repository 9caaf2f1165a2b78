import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** The same in many files, whose packages can be watched. */
const unbundled = fileURLToPath(new URL('../../dist/src/main.js', import.meta.url));

/** The operator's key of every test server. */
export const operatorKey = 'op_only-for-tests-0123456789-0123456789';

/**
 * Starts the built server as a process of its own and waits until it says that it is ready.
 * @param {Record<string, string>} env what it is started with, beside PATH; PORT is any free one when left out
 * @param {{ watcher?: string }} [options] `watcher`: a CommonJS file that is loaded first, into the server of many files
 * @returns {Promise<{ url: string, demoKey: string, pid: number, output: () => string,
 *   signal: (signal: NodeJS.Signals) => void, stop: (signal?: NodeJS.Signals) => Promise<number | null> }>}
 */
export async function startTestServer(env, { watcher } = {}) {
  const program = watcher ? ['--require', watcher, unbundled] : [main];
  const child = spawn(process.execPath, ['--enable-source-maps', ...program], {
    env: { PATH: process.env.PATH, PORT: '0', LOG_LEVEL: 'warn', PARLEY_OPERATOR_KEY: operatorKey, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let onOutput = () => {};
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
      onOutput();
    });
  }
  const exited = once(child, 'exit').then(([code]) => code);
  await new Promise((ready, failed) => {
    onOutput = () => {
      if (/^Parley ready /m.test(output)) ready(undefined);
    };
    void exited.then((code) => failed(new Error(`the server ended with ${code}:\n${output}`)));
  });
  const [, url, demoKey] = /^Parley ready (\S+) key=(\S+)$/m.exec(output) ?? [];
  return {
    url,
    demoKey,
    pid: child.pid,
    output: () => output,
    signal: (signal) => void child.kill(signal),
    stop: (signal = 'SIGTERM') => {
      child.kill(signal);
      return exited;
    },
  };
}
