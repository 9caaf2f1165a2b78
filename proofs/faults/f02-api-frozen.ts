import { pause } from '../clock.js';
import type { Fault } from './fault.js';

const longMs = 30_000;
const shortMs = 3_000;

export const apiFrozen: Fault = {
  id: 'F2',
  title: 'API frozen',
  nodes: 2,
  async inject({ nodes, seconds }, random, signal) {
    // One long freeze where there is time for it, then short ones.
    let ms = seconds * 1_000 > longMs * 1.5 ? longMs : shortMs;
    while (!signal.aborted) {
      const node = random.pick(nodes);
      node.freeze();
      await pause(ms, signal);
      node.thaw();
      ms = shortMs;
      await pause(random.between(2_000, 4_000), signal);
    }
  },
};
