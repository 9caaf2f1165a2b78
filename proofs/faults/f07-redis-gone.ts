import { pause } from '../clock.js';
import { endSessionsElsewhere } from './ended-sessions.js';
import { shutOutElsewhere } from './evictions.js';
import type { Fault, Scene } from './fault.js';

const goneMs = 20_000;
const frozenMs = 5_000;

/** How long what was taken on the other node may be there, in milliseconds (I9). */
const takenWithinMs = { up: 2_000, down: 15_000 };

/** Takes sessions and rooms from people whose sockets are on the other node. */
const takeElsewhere = (scene: Scene, withinMs: number): Promise<unknown> =>
  Promise.all([endSessionsElsewhere(scene, withinMs), shutOutElsewhere(scene, withinMs)]);

export const redisGone: Fault = {
  id: 'F7',
  title: 'Redis gone',
  nodes: 2,
  async inject(scene, random, signal) {
    const { redis, seconds } = scene;
    if (!redis) throw new Error('there is no Redis');
    await takeElsewhere(scene, takenWithinMs.up);
    while (!signal.aborted) {
      await redis.kill();
      const gone = pause(Math.min(goneMs, (seconds * 1_000) / 2), signal);
      await Promise.all([gone, takeElsewhere(scene, takenWithinMs.down)]);
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
