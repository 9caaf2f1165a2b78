interface Asked {
  name: string;
  take: () => void;
}

/** navigator.locks as a browser keeps them for all tabs of an origin, one holder each: Node.js has none before 24. */
export function installLocks(): void {
  const held = new Set<string>();
  let waiting: Asked[] = [];
  const next = (): void => {
    for (const asked of waiting) if (!held.has(asked.name)) asked.take();
  };
  const request = <T>(
    name: string,
    ...[options, work]: [{ signal?: AbortSignal }, () => Promise<T>] | [() => Promise<T>]
  ): Promise<T> =>
    new Promise((resolve, reject) => {
      const [signal, hold] = typeof options === 'function' ? [undefined, options] : [options.signal, work];
      const asked: Asked = {
        name,
        take() {
          signal?.removeEventListener('abort', giveUp);
          waiting = waiting.filter((one) => one !== asked);
          held.add(name);
          Promise.resolve(hold?.() as T | Promise<T>)
            .then(resolve, reject)
            .finally(() => {
              held.delete(name);
              next();
            });
        },
      };
      const giveUp = (): void => {
        waiting = waiting.filter((one) => one !== asked);
        reject(signal?.reason as Error);
      };
      signal?.addEventListener('abort', giveUp);
      waiting.push(asked);
      queueMicrotask(next);
    });
  const query = () => Promise.resolve({ held: [...held].map((name) => ({ name })), pending: waiting });
  Object.defineProperty(globalThis, 'navigator', { value: { locks: { request, query } }, configurable: true });
}

/** Takes them away again. */
export function removeLocks(): void {
  Reflect.deleteProperty(globalThis, 'navigator');
}
