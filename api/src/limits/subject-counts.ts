import { RateLimiterMemory } from 'rate-limiter-flexible';
import { forgetPoints, takePointsBack } from './points.js';

/** Never reached: the limiter only counts, and each call brings the limit of the moment, which a tenant may change. */
const points = Number.MAX_SAFE_INTEGER;

/** Counts in memory what each subject does in a stretch of time that begins with the first. */
export class SubjectCounts {
  private readonly limiter: RateLimiterMemory;
  /** In the order in which their stretches began. */
  private readonly subjects = new Set<string>();

  /** @param maxSubjects most that are remembered; past it the oldest count is forgotten, so that memory stays bounded */
  constructor(
    seconds: number,
    private readonly maxSubjects: number,
  ) {
    this.limiter = new RateLimiterMemory({ keyPrefix: '', points, duration: seconds });
  }

  /** Counts one more. @returns how many it makes, and when the stretch ends */
  async add(subject: string): Promise<{ count: number; msLeft: number }> {
    const { consumedPoints, msBeforeNext, isFirstInDuration } = await this.limiter.consume(subject);
    if (isFirstInDuration) {
      this.subjects.delete(subject);
      this.subjects.add(subject);
      if (this.subjects.size > this.maxSubjects) await this.forgetOldest();
    }
    return { count: consumedPoints, msLeft: msBeforeNext };
  }

  /** Takes so many back, unless the stretch is over. */
  async takeBack(subject: string, times = 1): Promise<void> {
    await takePointsBack(this.limiter, subject, times);
  }

  /** @returns how many were counted in a stretch that is not over */
  forget(subject: string): Promise<number> {
    this.subjects.delete(subject);
    return forgetPoints(this.limiter, subject);
  }

  private async forgetOldest(): Promise<void> {
    for (const subject of this.subjects) return void (await this.forget(subject));
  }
}
