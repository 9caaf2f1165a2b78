import type { TokenStorage } from './token-storage.js';

/** The page before this one in the same tab may not have let go yet; a page in another tab does not let go, in ms. */
const patienceMs = 1_000;

/** Tabs that this page is, by the ids it found or made, and whether it could take them. */
type Held = Map<string, Promise<boolean>>;

/**
 * Finds out which tab this one is: the one that was found, unless a page that is open holds it, from which this tab was
 * duplicated then. It is held from now on, for as long as the page is there.
 * @param found the id that is kept with the session
 * @returns whether what was found is this tab's own; else it is dropped
 */
export async function ownTab(storage: TokenStorage, found: string | undefined): Promise<boolean> {
  await isShown();
  const isOwn = !found || (await hold(found));
  storage.tab = isOwn && found ? found : newTab();
  // Somebody may have signed in meanwhile.
  if (!isOwn && storage.read()?.tab === found) storage.write(null);
  // A page in the browser's cache holds nothing: another tab may have become this one meanwhile.
  globalThis.addEventListener?.('pageshow', ({ persisted }) => {
    if (persisted) void holdAgain(storage);
  });
  return isOwn;
}

async function holdAgain(storage: TokenStorage): Promise<void> {
  if (await hold(storage.tab ?? '')) return;
  storage.tab = newTab();
  storage.write(null);
  storage.onLost?.();
}

/** A page that a browser draws ahead waits for its locks until it is looked at. */
async function isShown(): Promise<void> {
  const page = globalThis.document as (Document & { prerendering?: boolean }) | undefined;
  if (page?.prerendering)
    await new Promise((shown) => page.addEventListener('prerenderingchange', shown, { once: true }));
}

function newTab(): string {
  const [random] = crypto.getRandomValues(new BigUint64Array(1));
  const tab = `${random}`;
  void hold(tab);
  return tab;
}

/** @returns whether nobody else is that tab */
function hold(tab: string): Promise<boolean> {
  const held = heldHere();
  const known = held.get(tab);
  if (known) return known;
  const holding = new Promise<boolean>((resolve) => {
    const signal = AbortSignal.timeout(patienceMs);
    const isHeld = navigator.locks.request(`parley:tab:${tab}`, { signal }, () => {
      resolve(true);
      return new Promise<void>((letGo) => {
        const onHide = (): void => {
          held.delete(tab);
          letGo();
        };
        globalThis.addEventListener?.('pagehide', onHide, { once: true });
      });
    });
    // Where there are no locks for this page, there is nobody to ask.
    isHeld.catch((error: unknown) => resolve((error as Error).name !== 'TimeoutError'));
  });
  held.set(tab, holding);
  return holding;
}

/** Frames of one tab share what is kept for it, and so do several chats of one page: they hold it together. */
function heldHere(): Held {
  const name = Symbol.for('parley.tabs');
  let page = globalThis as { [name]?: Held };
  try {
    // Another site's page throws.
    if (top?.document) page = top as typeof page;
  } catch {
    // This frame is on its own.
  }
  return (page[name] ??= new Map<string, Promise<boolean>>());
}
