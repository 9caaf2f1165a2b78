import { pause } from '../clock.js';
import type { Fault } from './fault.js';

export const apiKilled: Fault = {
  id: 'F1',
  title: 'API killed',
  nodes: 1,
  causes: { reconnects: 50, infos: 20 },
  async inject({ nodes }, random, signal) {
    while (!signal.aborted) {
      await pause(random.between(2_000, 6_000), signal);
      if (signal.aborted) return;
      const node = random.pick(nodes);
      await node.kill();
      await pause(1_000);
      await node.start();
    }
  },
};
