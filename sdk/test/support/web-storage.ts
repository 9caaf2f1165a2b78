/**
 * localStorage as a browser keeps it for all tabs of an origin, with its event: Node has none that lives in memory
 * alone. The event comes to the tab that wrote, too, for here all tabs are one process.
 */
export function installLocalStorage(): Map<string, string> {
  const kept = new Map<string, string>();
  const tabs = new EventTarget();
  const tell = (key: string, newValue: string | null) =>
    queueMicrotask(() => tabs.dispatchEvent(Object.assign(new Event('storage'), { key, newValue })));
  const localStorage = {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => {
      kept.set(name, value);
      tell(name, value);
    },
    removeItem: (name: string) => {
      kept.delete(name);
      tell(name, null);
    },
  };
  const listen = tabs.addEventListener.bind(tabs);
  Object.defineProperty(globalThis, 'addEventListener', { value: listen, configurable: true });
  Object.defineProperty(globalThis, 'removeEventListener', {
    value: tabs.removeEventListener.bind(tabs),
    configurable: true,
  });
  Object.defineProperty(globalThis, 'dispatchEvent', { value: tabs.dispatchEvent.bind(tabs), configurable: true });
  Object.defineProperty(globalThis, 'localStorage', { value: localStorage, configurable: true });
  return kept;
}

/** Takes it away again. */
export function removeLocalStorage(): void {
  for (const name of ['localStorage', 'addEventListener', 'removeEventListener', 'dispatchEvent'])
    Reflect.deleteProperty(globalThis, name);
}

/** sessionStorage as a browser keeps it for one tab. */
export function installSessionStorage(): Map<string, string> {
  const kept = new Map<string, string>();
  const sessionStorage = {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
    removeItem: (name: string) => void kept.delete(name),
  };
  Object.defineProperty(globalThis, 'sessionStorage', { value: sessionStorage, configurable: true });
  return kept;
}

/** Takes it away again. */
export const removeSessionStorage = (): boolean => Reflect.deleteProperty(globalThis, 'sessionStorage');
