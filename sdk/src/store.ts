/** A value that changes. */
export interface Store<T> {
  /** The value now. */
  get(): T;
  /**
   * Calls `fn` at once and after every change.
   * @returns the undo, harmless when called twice
   */
  subscribe(fn: (value: T) => void): () => void;
}

/** A store that its owner writes. */
export interface WritableStore<T> extends Store<T> {
  /** Replaces the value and tells every subscriber, unless it is the same one. */
  set(value: T): void;
  /** Ends every subscription. */
  clear(): void;
}

/**
 * Makes a store.
 * @param onCount called when the number of subscribers changes, before a new one is first called
 */
export function createStore<T>(value: T, onCount?: (count: number) => void): WritableStore<T> {
  const subscribers = new Set<{ fn: (value: T) => void }>();
  return {
    get: () => value,
    set(next) {
      if (Object.is(next, value)) return;
      value = next;
      for (const subscriber of [...subscribers]) {
        // A subscriber may undo others, or set the store again: those calls have told everyone the newer value.
        if (subscribers.has(subscriber) && Object.is(value, next)) call(subscriber.fn, next);
      }
    },
    clear() {
      if (subscribers.size === 0) return;
      subscribers.clear();
      onCount?.(0);
    },
    subscribe(fn) {
      const subscriber = { fn };
      onCount?.(subscribers.size + 1);
      subscribers.add(subscriber);
      call(fn, value);
      return () => {
        if (subscribers.delete(subscriber)) onCount?.(subscribers.size);
      };
    },
  };
}

/** One subscriber that throws must not keep the others, or the engine, from going on: its error is reported apart. */
function call<T>(fn: (value: T) => void, value: T): void {
  try {
    fn(value);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
