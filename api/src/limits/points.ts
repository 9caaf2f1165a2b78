import type { RateLimiterAbstract } from 'rate-limiter-flexible';

const pointsOf = async (limiter: RateLimiterAbstract, key: string): Promise<number> =>
  (await limiter.get(key))?.consumedPoints ?? 0;

/** Takes so many back, as far as there are any, unless the stretch is over. */
export async function takePointsBack(limiter: RateLimiterAbstract, key: string, times: number): Promise<void> {
  const points = await pointsOf(limiter, key);
  if (points > 0) await limiter.reward(key, Math.min(times, points));
}

/** @returns how many were counted in a stretch that is not over */
export async function forgetPoints(limiter: RateLimiterAbstract, key: string): Promise<number> {
  const points = await pointsOf(limiter, key);
  await limiter.delete(key);
  return points;
}
