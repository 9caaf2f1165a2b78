import { rmSync } from 'node:fs';

/** After the suites: ends what `global-setup.mjs` started, and shows what the servers complained about. */
export default async function globalTeardown() {
  const complaints = [];
  for (const { database, dataDir, server } of globalThis.parleyTests) {
    await server.stop();
    await database.stop();
    rmSync(dataDir, { recursive: true, force: true });
    complaints.push(
      ...server
        .output()
        .split('\n')
        .filter((line) => line.startsWith('{')),
    );
  }
  if (complaints.length > 0) console.error(`The servers logged:\n${complaints.join('\n')}`);
}
