import { pause } from '../clock.js';
import type { Fault, Scene } from './fault.js';

/** A killed process leaves what it wrote to the kernel: this shows nothing of a loss of power. */
export const postgresKilled: Fault = {
  id: 'F3',
  title: 'Postgres killed',
  nodes: 1,
  causes: { infos: 20 },
  async inject(scene, random, signal) {
    await requireDurable(scene);
    while (!signal.aborted) {
      await pause(random.between(2_000, 6_000), signal);
      if (signal.aborted) return;
      await scene.postgres.kill();
      await pause(2_000);
      await scene.postgres.start();
    }
  },
};

/** What an answered commit needs to be on disk, as the writer's sessions have it. */
async function requireDurable({ admin, broken }: Scene): Promise<void> {
  const client = await admin();
  for (const setting of ['fsync', 'synchronous_commit', 'full_page_writes']) {
    const { rows } = await client.query<Record<string, string>>(`SHOW ${setting}`);
    if (rows[0]?.[setting] !== 'on') broken('postgres', `${setting} is ${rows[0]?.[setting]}`);
  }
  const { rows } = await client.query<{ name: string; settings: string[] }>(
    `SELECT rolname AS name, rolconfig AS settings FROM pg_roles WHERE rolname LIKE 'parley%' AND rolconfig IS NOT NULL`,
  );
  for (const { name, settings } of rows) {
    if (settings.some((setting) => setting.startsWith('synchronous_commit')))
      broken('postgres', `${name}: ${settings.join()}`);
  }
}
