import { pause } from '../clock.js';
import type { Fault } from './fault.js';

const goneMs = 20_000;
const frozenMs = 5_000;

export const redisGone: Fault = {
  id: 'F7',
  title: 'Redis gone',
  nodes: 2,
  async inject({ redis, seconds }, random, signal) {
    if (!redis) throw new Error('there is no Redis');
    while (!signal.aborted) {
      await redis.kill();
      await pause(Math.min(goneMs, (seconds * 1_000) / 2), signal);
      await redis.start();
      await pause(random.between(2_000, 4_000), signal);
      if (signal.aborted) return;
      redis.freeze();
      await pause(frozenMs, signal);
      redis.thaw();
      await pause(random.between(2_000, 4_000), signal);
    }
  },
};
