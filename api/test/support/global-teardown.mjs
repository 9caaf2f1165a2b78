import { rmSync } from 'node:fs';

/** After the suites: ends what `global-setup.mjs` started, and shows what the server complained about. */
export default async function globalTeardown() {
  const { own, server, dataDir } = globalThis.parleyTests;
  await server.stop();
  await own?.stop();
  rmSync(dataDir, { recursive: true, force: true });
  const complaints = server
    .output()
    .split('\n')
    .filter((line) => line.startsWith('{'));
  if (complaints.length > 0) console.error(`The server logged:\n${complaints.join('\n')}`);
}
