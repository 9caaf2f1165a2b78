import type { Chat, User } from '@parley/sdk';
import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** As many as the server gives at once: of whom is found it must be known whether they are blocked. */
const pageSize = 100;

/** Whom a person wants nothing of. */
export class BlocksController implements ReactiveController {
  /** Newest first; empty also while it is not known. */
  people: readonly User[] = [];
  hasMore = false;
  hasFailed = false;
  private cursor: string | null = null;
  private reading: AbortController | null = null;

  /** @param chat asked at every call */
  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly chat: () => Chat,
  ) {
    host.addController(this);
  }

  hostDisconnected(): void {
    this.reading?.abort();
    this.reading = null;
  }

  /** Reads the list anew. @param isSomebody a visitor blocks nobody */
  load(isSomebody: boolean): void {
    this.reading?.abort();
    this.people = [];
    this.cursor = null;
    this.hasMore = this.hasFailed = false;
    if (isSomebody) void this.read();
    else this.host.requestUpdate();
  }

  /** Reads the next page, or the one that did not come. */
  readMore(): void {
    void this.read();
  }

  /** @throws ChatError user_not_found */
  async block(person: User, signal: AbortSignal): Promise<void> {
    await this.chat().blocks.add(person.id, { signal });
    this.people = [person, ...this.people.filter(({ id }) => id !== person.id)];
    this.host.requestUpdate();
  }

  /** @throws ChatError what the server refused it with */
  async unblock(person: User, signal: AbortSignal): Promise<void> {
    await this.chat().blocks.remove(person.id, { signal });
    this.people = this.people.filter(({ id }) => id !== person.id);
    this.host.requestUpdate();
  }

  private async read(): Promise<void> {
    const reading = (this.reading = new AbortController());
    const page = { limit: pageSize, ...(this.cursor === null ? {} : { cursor: this.cursor }) };
    try {
      const { items, nextCursor } = await this.chat().blocks.list(page, { signal: reading.signal });
      if (reading.signal.aborted) return;
      const known = new Set(this.people.map(({ id }) => id));
      this.people = [...this.people, ...items.map(({ user }) => user).filter(({ id }) => !known.has(id))];
      this.cursor = nextCursor;
      this.hasMore = nextCursor !== null;
      this.hasFailed = false;
    } catch {
      if (reading.signal.aborted) return;
      this.hasFailed = true;
    }
    this.host.requestUpdate();
  }
}
