/** `npm start`: installs and builds what is missing or out of date, then starts the server in this process. */
import './require-node.mjs';

const { runScript } = await import('./steps.mjs');
const { build, install } = await import('./set-up.mjs');

await runScript(async () => {
  await install();
  await build();
});
await import('../api/dist/src/main.js');
