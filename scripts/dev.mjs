/** `npm run dev`: like `npm start`, then builds again what changes and restarts the server. */
import './require-node.mjs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { watch } from 'node:fs';
import { join } from 'node:path';

const { ROOT, CommandError, runScript } = await import('./steps.mjs');
const { build, install } = await import('./set-up.mjs');

const SETTLE_MS = 150;

/** @type {import('node:child_process').ChildProcess | undefined} */
let server;
let isStopping = false;

function startServer() {
  const started = spawn(process.execPath, [join(ROOT, 'api', 'dist', 'src', 'main.js')], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  started.once('exit', (code) => {
    if (server !== started) return;
    server = undefined;
    if (isStopping) process.exit(code ?? 1);
    console.log('The server ended; it is started again after the next change');
  });
  server = started;
}

async function stopServer() {
  const running = server;
  if (!running) return;
  server = undefined;
  running.kill('SIGTERM');
  await once(running, 'exit');
}

async function rebuild() {
  try {
    const built = await build();
    if (built.length === 0 && server) return;
    await stopServer();
    startServer();
  } catch (error) {
    // What it printed was shown; the server goes on with the last build that worked.
    if (!(error instanceof CommandError)) throw error;
  }
}

let work = Promise.resolve();
/** @type {NodeJS.Timeout | undefined} */
let timer;

/** Waits until an editor or a checkout has written all its files. */
function changed() {
  clearTimeout(timer);
  timer = setTimeout(() => (work = work.then(rebuild)), SETTLE_MS);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    if (isStopping) return;
    isStopping = true;
    if (!server) process.exit(0);
    // Ctrl-C in a terminal reaches the server too; then this is its second hint.
    server.kill('SIGTERM');
  });
}

await runScript(async () => {
  await install();
  await rebuild();
  for (const workspace of ['api', 'sdk', 'widget']) {
    watch(join(ROOT, workspace), { recursive: true }, (_event, name) => {
      if (!/^(dist|node_modules)\b/.test(name ?? '')) changed();
    });
  }
});
