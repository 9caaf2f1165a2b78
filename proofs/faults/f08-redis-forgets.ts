import { pause } from '../clock.js';
import type { Fault } from './fault.js';

export const redisForgets: Fault = {
  id: 'F8',
  title: 'Redis forgets',
  nodes: 2,
  async inject({ redis, redisProxies }, _random, signal) {
    if (!redis) throw new Error('there is no Redis');
    for (let second = 0; !signal.aborted; second += 1) {
      await redis.command('CLIENT KILL TYPE pubsub').catch(() => undefined);
      if (second % 2 === 0) {
        for (const proxy of redisProxies) {
          proxy.isClosed = true;
          proxy.cut();
        }
      }
      await pause(500, signal);
      for (const proxy of redisProxies) proxy.isClosed = false;
      await pause(500, signal);
    }
  },
};
