import type { User } from '@parley/sdk';
import { html } from 'lit';
import { isCalled } from '../state/is-called.js';
import { mentionStrings } from '../i18n/mention-strings.js';
import { everybodyIn, nameIn, namedIn, wishAt } from '../state/mention-text.js';
import type { Wish } from '../state/mention-text.js';
import { mayAct } from '../state/room-rights.js';
import type { RoomView } from '../state/room-view.js';
import type { ChatOfParts } from './chat-part.js';
import { fieldOf, isOf } from './composer-events.js';
import { fullChat } from './full-chat.js';

/** The element that the controller works for: `<parley-chat>`, or the screen of a thread. */
export interface MentionsHost extends Pick<EventTarget, 'addEventListener'> {
  readonly chat: ChatOfParts;
  /** It is the screen of a thread: what is typed there is of the thread. */
  readonly isThread?: boolean;
}

/** More are found by another letter. */
const mostShown = 6;
/** As many as one message may name. */
const mostNamed = 50;
/** A letter typed is followed by the next one: only the last is asked about. */
const TYPING_MS = 200;

/** Completes names while they are typed, and tells whom a message names when it is sent. */
export class Mentions {
  private field: HTMLTextAreaElement | null = null;
  private wish: Wish | null = null;
  private found: readonly User[] = [];
  private chosen = 0;
  /** People who were chosen: some are known by no username, or from nowhere else. */
  private readonly known = new Map<string, User>();
  private ids: string[] = [];
  private asking: AbortController | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly host: MentionsHost) {
    const { chat } = host;
    const { decorate, options } = chat;
    chat.decorate = (view) => this.show(decorate(view));
    chat.options = () => {
      const { ids } = this;
      this.ids = [];
      const others = options();
      return ids.length > 0 ? { ...others, mentions: ids } : others;
    };
    host.addEventListener('input', (event) => this.look(event), true);
    host.addEventListener('click', (event) => this.look(event), true);
    host.addEventListener('keydown', (event) => this.onKey(event as KeyboardEvent), true);
    host.addEventListener('focusout', () => this.close());
    host.addEventListener(
      'parley-send',
      (event) => isOf(host, event) && this.onSend(event as CustomEvent<{ text: string }>),
      true,
    );
  }

  private look(event: Event): void {
    const field = fieldOf(event);
    if (field && isOf(this.host, event)) this.lookAt(field);
  }

  /** Looks at what is typed in the field. */
  lookAt(field: HTMLTextAreaElement): void {
    this.field = field;
    this.wish = wishAt(field.value, field.selectionEnd);
    this.chosen = 0;
    this.asking?.abort();
    clearTimeout(this.timer);
    if (this.wish === null) return this.close();
    this.found = this.listed(this.wish.query);
    const { room } = this.host.chat.view;
    // Of a large room only some are known.
    if (room && this.wish.query && this.host.chat.view.timeline?.room?.membersListed === false)
      this.timer = setTimeout(() => void this.ask(room.id), TYPING_MS);
    this.host.chat.refresh();
  }

  private listed(query: string): User[] {
    const { timeline, myId } = this.host.chat.view;
    const { members = {}, users = {} } = timeline ?? {};
    const people = timeline?.room?.membersListed === false ? Object.keys(users) : Object.keys(members);
    const called = people
      .flatMap((id) => (id === myId ? [] : (users[id] ?? [])))
      .filter((user) => isCalled(user, query))
      .sort((a, b) => a.displayName.localeCompare(b.displayName));
    return this.withAll(called, query);
  }

  /** Below them everybody at once, where the person may name all: not what a hasty Enter takes. */
  private withAll(people: readonly User[], query: string): User[] {
    const all = this.everybody;
    if (!all || !isCalled(all, query)) return people.slice(0, mostShown);
    return [...people.slice(0, mostShown - 1), all];
  }

  /** What stands for all members; null where the person may not name them. */
  private get everybody(): User | null {
    const { room, timeline } = this.host.chat.view;
    if (!room || !mayAct('mentionRoom', room.type, timeline?.member?.role ?? null)) return null;
    return everybodyIn(room.id, mentionStrings.everybody);
  }

  private async ask(roomId: string): Promise<void> {
    const { wish, host } = this;
    if (wish === null || host.chat.client === null) return;
    const { signal } = (this.asking = new AbortController());
    try {
      const query = { query: wish.query, limit: mostShown };
      const { users } = await fullChat(host.chat.client).rooms.members(roomId, query, { signal });
      if (signal.aborted) return;
      const others = users.filter(({ id }) => id !== host.chat.view.myId);
      this.found = this.withAll(others, wish.query);
      host.chat.refresh();
    } catch {
      // Those who are known are shown.
    }
  }

  private show(view: RoomView): RoomView {
    if (this.wish === null || this.found.length === 0 || view.needs) return view;
    return {
      ...view,
      writing: html`${view.writing}<parley-mentions
          .people=${this.found}
          .chosen=${this.chosen}
          .choose=${(user: User) => this.choose(user)}
        ></parley-mentions>`,
    };
  }

  private onKey(event: KeyboardEvent): void {
    const { found, wish } = this;
    if (wish === null || found.length === 0 || event.isComposing || event.composedPath()[0] !== this.field) return;
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const user = found[this.chosen];
    if (step !== undefined) this.chosen = (this.chosen + step + found.length) % found.length;
    else if ((event.key === 'Enter' || event.key === 'Tab') && !event.shiftKey && user) this.choose(user);
    else if (event.key === 'Escape') this.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
    this.host.chat.refresh();
  }

  private choose(user: User): void {
    const { field, wish } = this;
    if (field === null || wish === null) return;
    this.known.set(user.id, user);
    field.setRangeText(`${nameIn(user)} `, wish.from, wish.from + 1 + wish.query.length, 'end');
    this.close();
    field.focus();
    field.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
  }

  private onSend({ detail }: CustomEvent<{ text: string }>): void {
    const { users = {} } = this.host.chat.view.timeline ?? {};
    const people = new Map(this.known);
    // Two may have one name; a username is one person's.
    for (const user of Object.values(users)) if (user.username !== null) people.set(user.id, user);
    people.delete(this.host.chat.view.myId ?? '');
    const all = this.everybody;
    if (all) people.set(all.id, all);
    this.ids = namedIn(detail.text, [...people.values()]).slice(0, mostNamed);
    this.known.clear();
    this.close();
  }

  private close(): void {
    this.asking?.abort();
    clearTimeout(this.timer);
    if (this.wish === null) return;
    this.wish = null;
    this.found = [];
    this.host.chat.refresh();
  }
}
