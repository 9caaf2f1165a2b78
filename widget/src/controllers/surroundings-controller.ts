import type { User } from '@parley/sdk';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { everybodyIn } from '../state/mention-text.js';
import type { ChatOfParts } from './chat-part.js';

/** Who is told when a chat shows something else. */
const watched = new WeakMap<ChatOfParts, Set<() => void>>();

/** What a text is shown by, of whichever chat its host is in; drawn anew when that changes. */
export class SurroundingsController implements ReactiveController {
  private chat: ChatOfParts | null = null;
  private drawn = '';
  private readonly look = (): void => {
    if (this.state !== this.drawn) this.host.requestUpdate();
  };

  /** @param mentions ids of those whom the text names */
  constructor(
    private readonly host: ReactiveControllerHost & HTMLElement,
    private readonly mentions: () => readonly string[],
  ) {
    host.addController(this);
  }

  /** Whether the place shows addresses as links. */
  get hasLinks(): boolean {
    return this.chat?.view.ways.links?.enabled !== false;
  }

  /** Those who are named and known in the room. */
  get people(): (User & { isMe: boolean })[] {
    const { client = null, at, view } = this.chat ?? {};
    if (client === null || at === undefined) return [];
    const { users, room } = client.room(at).timeline.get();
    return this.mentions().flatMap((id) => {
      const named = id === room?.id ? everybodyIn(id, 'room') : users[id];
      return named ? [{ ...named, isMe: id === view?.myId || id === room?.id }] : [];
    });
  }

  hostConnected(): void {
    this.chat = chatAround(this.host);
    if (this.chat !== null) watch(this.chat).add(this.look);
  }

  hostDisconnected(): void {
    if (this.chat !== null) watched.get(this.chat)?.delete(this.look);
  }

  hostUpdate(): void {
    this.drawn = this.state;
  }

  private get state(): string {
    return JSON.stringify([this.hasLinks, this.people.map(({ id, displayName, isMe }) => [id, displayName, isMe])]);
  }
}

function watch(chat: ChatOfParts): Set<() => void> {
  const known = watched.get(chat);
  if (known) return known;
  const all = new Set<() => void>();
  watched.set(chat, all);
  const { decorate } = chat;
  chat.decorate = (view) => {
    // Once the view is the chat's.
    queueMicrotask(() => all.forEach((look) => look()));
    return decorate(view);
  };
  return all;
}

function chatAround(element: HTMLElement): ChatOfParts | null {
  for (let root = element.getRootNode(); root instanceof ShadowRoot; root = root.host.getRootNode()) {
    if (root.host.localName === 'parley-chat') return (root.host as HTMLElement & { chat: ChatOfParts }).chat;
  }
  return null;
}
