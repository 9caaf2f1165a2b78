import { pause } from '../clock.js';
import type { Random } from '../random.js';
import type { Fault, Scene } from './fault.js';

const causes = { reconnects: 50, infos: 20 };

/** Kills the node again and again. @param onBack called each time that it is ready again */
async function killAgainAndAgain(scene: Scene, random: Random, signal: AbortSignal, onBack = () => {}): Promise<void> {
  while (!signal.aborted) {
    await pause(random.between(2_000, 6_000), signal);
    if (signal.aborted) return;
    const node = random.pick(scene.nodes);
    await node.kill();
    await pause(1_000);
    await node.start();
    onBack();
  }
}

export const apiKilled: Fault = {
  id: 'F1',
  title: 'API killed',
  nodes: 1,
  causes,
  inject: killAgainAndAgain,
};

/** The database outlives the node that started it: the next one must take that over, and never start a second. */
export const apiKilledEmbedded: Fault = {
  id: 'F1e',
  title: 'API killed, with its own database',
  nodes: 1,
  isEmbedded: true,
  causes,
  async inject(scene, random, signal) {
    const { postgres, broken } = scene;
    const { pid } = postgres;
    await killAgainAndAgain(scene, random, signal, () => {
      if (postgres.pid !== pid) broken('node-1', `PostgreSQL was process ${pid} and is ${postgres.pid} now`);
    });
  },
};
