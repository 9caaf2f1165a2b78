import { pause } from '../clock.js';
import type { Fault } from './fault.js';

/** Nothing breaks: the load itself does one thing two to five times at once, over two sockets, two nodes and REST. */
export const duplicateSends: Fault = {
  id: 'F16',
  title: 'Duplicate sends',
  nodes: 2,
  load: { shares: { sdk: 30, raw: 60, rest: 10 }, duplicates: 0.8 },
  async inject(_world, _random, signal) {
    while (!signal.aborted) await pause(60_000, signal);
  },
};
