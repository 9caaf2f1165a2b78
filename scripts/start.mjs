/** `npm start`: installs and builds what is missing or out of date, then starts the server in this process. */
import './require-node.mjs';
import module from 'node:module';
import { join } from 'node:path';

const { ROOT, runScript } = await import('./steps.mjs');
const { build, install } = await import('./set-up.mjs');

await runScript(async () => {
  await install();
  await build();
});
// Node.js 22.8 and newer keep what they compiled: most of a second start is reading modules.
module.enableCompileCache?.(join(ROOT, 'node_modules', '.cache', 'node'));
await import('../api/dist/main.js');
