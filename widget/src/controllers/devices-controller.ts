import type { OpenSession, SessionStore } from '@parley/sdk';
import type { ReactiveControllerHost } from 'lit';
import { accountPageStrings } from '../i18n/account-page-strings.js';
import { TaskController } from './task-controller.js';

/** Most sessions that are asked for at once. */
const PAGE = 50;

/** Where the person is logged in, and the ends of it. */
export class DevicesController {
  /** The one that is used now first, then those that were used last; null while they load. */
  devices: readonly OpenSession[] | null = null;
  hasFailed = false;
  /** What is being ended: a session, `others`, `more` for the next page; null for nothing. */
  busyWith: string | null = null;
  readonly ending: TaskController;
  private store: SessionStore | null = null;
  private cursor: string | null = null;

  constructor(private readonly host: ReactiveControllerHost) {
    this.ending = new TaskController(host, accountPageStrings.devices.byCode);
  }

  /** There are more than are shown. */
  get hasMore(): boolean {
    return this.cursor !== null;
  }

  /** Shows those of that session's person. */
  follow(store: SessionStore | null): void {
    this.store = store;
    this.load();
  }

  /** Asks for them. */
  load(): void {
    const { store } = this;
    this.hasFailed = false;
    this.host.requestUpdate();
    store?.sessions({ limit: PAGE }).then(
      ({ items, nextCursor }) => store === this.store && this.show(items, nextCursor),
      () => {
        this.hasFailed = store === this.store;
        this.host.requestUpdate();
      },
    );
  }

  /** Asks for them once more, unless something is being done with those that are shown; a failure changes nothing. */
  refresh(): void {
    const { store, devices: before } = this;
    if (before === null || this.hasMore || this.busyWith !== null) return;
    store?.sessions({ limit: PAGE }).then(
      ({ items, nextCursor }) => {
        if (store === this.store && before === this.devices && this.busyWith === null) this.show(items, nextCursor);
      },
      () => undefined,
    );
  }

  /** Asks for the next page. */
  more(): Promise<boolean> {
    return this.attempt('more', async (store, signal) => {
      const cursor = this.cursor ?? undefined;
      const { items, nextCursor } = await store.sessions({ limit: PAGE, ...(cursor && { cursor }) }, { signal });
      this.show([...(this.devices ?? []), ...items], nextCursor);
    });
  }

  /** Logs out there. @returns whether that worked */
  end(id: string): Promise<boolean> {
    return this.attempt(id, async (store, signal) => {
      await store.endSession(id, { signal });
      this.show(
        (this.devices ?? []).filter((device) => device.id !== id),
        this.cursor,
      );
    });
  }

  /** Logs out everywhere else. @returns whether that worked */
  endOthers(): Promise<boolean> {
    return this.attempt('others', async (store, signal) => {
      await store.endOtherSessions({ signal });
      this.show(
        (this.devices ?? []).filter((device) => device.isCurrent),
        null,
      );
    });
  }

  private async attempt(what: string, work: (store: SessionStore, signal: AbortSignal) => Promise<void>) {
    const { store } = this;
    if (store === null || this.busyWith !== null) return false;
    this.busyWith = what;
    const isDone = await this.ending.run((signal) => work(store, signal));
    this.busyWith = null;
    this.host.requestUpdate();
    return isDone;
  }

  private show(devices: readonly OpenSession[], cursor: string | null): void {
    this.devices = [...devices].sort(
      (a, b) => Number(b.isCurrent) - Number(a.isCurrent) || b.lastSeenAt.localeCompare(a.lastSeenAt),
    );
    this.cursor = cursor;
    this.host.requestUpdate();
  }
}
