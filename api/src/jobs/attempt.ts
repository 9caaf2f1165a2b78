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
  // Not AbortSignal.any of AbortSignal.timeout: nothing holds on to that timeout, which is then never heard of once the
  // garbage collector came by (nodejs/node#57736).
  const ended = new AbortController();
  const { signal } = ended;
  const timeUp = () => ended.abort(new DOMException('the attempt took too long', 'TimeoutError'));
  const timer = setTimeout(timeUp, withinMs);
  const end = () => ended.abort(ending.reason);
  ending.addEventListener('abort', end, { once: true });
  if (ending.aborted) end();
  try {
    await Promise.race([run(payload, { signal }), whenAborted(signal)]);
  } finally {
    clearTimeout(timer);
    ending.removeEventListener('abort', end);
  }
}

/** @throws the signal's reason, once it is aborted */
function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_done, failed) => {
    const fail = () => failed(signal.reason as Error);
    signal.addEventListener('abort', fail, { once: true });
    if (signal.aborted) fail();
  });
}
