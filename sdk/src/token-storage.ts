import type { StorageKind } from './chat.js';
import type { User } from './contract/index.js';
import { toChatError } from './errors.js';

/** What is kept of a session between two visits. */
export interface KeptSession {
  refreshToken: string;
  kind: User['kind'];
  userId: string;
  /** The guest who has become that user: what other tabs were sending as the guest is the user's. */
  mergedId?: string;
  /** The tab that it is of, where it is kept for one. */
  tab?: string;
}

/** Keeps one session. */
export interface TokenStorage {
  /** Where it is kept, when other tabs see and change the same session; else null. */
  readonly shared: Storage | null;
  read(): KeptSession | null;
  write(kept: KeptSession | null): void;
  /**
   * Whether what was found here is this tab's own: a browser copies what it keeps for a tab into a duplicate of it. What is
   * a copy is dropped. There only where a tab can find out.
   * @throws ChatError `network`; it is asked again then
   */
  readonly own?: () => Promise<boolean>;
  /** The tab that this one is, once {@link own} has found out. */
  tab?: string;
  /** Called when what is kept turned out to be another tab's, and is dropped. */
  onLost?: () => void;
}

/** The name under which localStorage keeps the user of the site's own login. */
export const personStorageKey = (name: string): string => `${name}:person`;

/**
 * The name under which localStorage or sessionStorage keeps a session; something is stored under it exactly while
 * there is one.
 */
export const sessionStorageKey = (url: string, key: string): string => `parley:session:${trimUrl(url)}:${key}`;

/** A server's address without its trailing slash. */
export const trimUrl = (url: string): string => url.replace(/\/+$/, '');

/** The storage of that kind; memory where it does not exist or may not be used. */
export function createTokenStorage(kind: StorageKind, name: string): TokenStorage {
  let area = kind === 'memory' ? null : areaOf(kind);
  let memory: KeptSession | null = null;
  let owning: Promise<boolean> | undefined;
  const storage: TokenStorage = {
    shared: kind === 'browser' ? area : null,
    read() {
      if (!area) return memory;
      try {
        const kept = JSON.parse(area.getItem(name) ?? 'null') as KeptSession | null;
        return typeof kept?.refreshToken === 'string' ? kept : null;
      } catch {
        return null;
      }
    },
    write(kept) {
      memory = kept;
      try {
        if (kept) area?.setItem(name, JSON.stringify({ ...kept, tab: storage.tab }));
        else area?.removeItem(name);
      } catch {
        // Full, or closed to this page meanwhile: the session lasts as long as the page.
        area = null;
      }
    },
    own:
      kind === 'tab' && area && globalThis.navigator?.locks
        ? () => {
            const found = storage.read()?.tab;
            return (owning ??= import('./own-tab.js').then(
              ({ ownTab }) => ownTab(storage, found),
              (error: unknown) => {
                owning = undefined;
                throw toChatError(error);
              },
            ));
          }
        : undefined,
  };
  return storage;
}

function areaOf(kind: 'browser' | 'tab'): Storage | null {
  try {
    const area = kind === 'browser' ? globalThis.localStorage : globalThis.sessionStorage;
    // The mere access throws where storage is blocked.
    area.getItem('');
    return area;
  } catch {
    return null;
  }
}
