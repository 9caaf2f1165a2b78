import type { RegisteredJob } from './jobs.js';

/**
 * Makes one attempt at a job, which ends in its time whether the handler listens to its signal or not.
 * @param ending aborted when the process ends
 * @throws what the handler threw, or a `TimeoutError`, or the reason of `ending`
 */
export async function attempt(
  { run, withinMs }: Pick<RegisteredJob, 'run' | 'withinMs'>,
  payload: unknown,
  ending: AbortSignal,
): Promise<void> {
  const signal = AbortSignal.any([ending, AbortSignal.timeout(withinMs)]);
  let abort = (): void => undefined;
  const aborted = new Promise<never>((_done, failed) => {
    abort = () => failed(signal.reason as Error);
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
  });
  try {
    await Promise.race([run(payload, { signal }), aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
