import type { Store } from '../../src/store.js';

/** The store's value as soon as it is so. It is looked at every 20 ms, too: what is asked may be about more than the store. */
export function until<T>(store: Store<T>, isSo: (value: T) => boolean, withinMs = 10_000): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = (act: () => void) => {
      clearTimeout(timer);
      clearInterval(poking);
      // The first call comes before there is an undo.
      queueMicrotask(() => stop());
      act();
    };
    const timer = setTimeout(
      () => end(() => reject(new Error(`it is still ${JSON.stringify(store.get())}`))),
      withinMs,
    );
    const look = () => {
      if (isSo(store.get())) end(() => resolve(store.get()));
    };
    const poking = setInterval(look, 20);
    const stop = store.subscribe(look);
  });
}
