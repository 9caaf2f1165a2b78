import type { ChatCore, Room, RoomAddress, Timeline, TimelineItem } from '@parley/sdk';
import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { messageRights } from '../state/message-rights.js';
import type { MessageRights } from '../state/message-rights.js';
import type { LogItem } from '../state/log-item.js';
import type { RoomView } from '../state/room-view.js';
import { fullChat } from './full-chat.js';

/** What the controller works for: `<parley-chat>`. */
export interface ToolsHost {
  readonly chat: {
    readonly client: ChatCore | null;
    readonly at: RoomAddress | undefined;
    decorate: (view: RoomView) => RoomView;
    refresh(): void;
  };
}

/** What the tools of each message of a room work with; a new one whenever something about it changed. */
export interface Means {
  readonly room: Room;
  readonly myId: string | null;
  rights(message: TimelineItem): MessageRights;
  /** Display name of somebody who is known here. */
  nameOf(userId: string): string | undefined;
}

/** Hangs on each message what people did with it, and what one can do. */
export class MessageTools {
  private means: Means | null = null;
  /** What the means follow from, as it was when they were made. */
  private from: readonly unknown[] = [];
  private users: Timeline['users'] = {};
  /** A message that did not change is not drawn again. */
  private drawn = new WeakMap<TimelineItem, TemplateResult>();

  constructor(private readonly host: ToolsHost) {
    const { chat } = host;
    const { decorate } = chat;
    chat.decorate = (view) => this.hang(decorate(view));
    chat.refresh();
  }

  private hang(view: RoomView): RoomView {
    const { client, at } = this.host.chat;
    if (client === null || at === undefined) return view;
    const room = fullChat(client).room(at);
    const { myId, needs } = view;
    const timeline = room.timeline.get();
    const from = [room, myId, needs, timeline.room?.type, timeline.member?.role];
    // Each frame names its authors anew, mostly as they were: no reason to draw every message again.
    const isAsItWas = from.every((one, n) => one === this.from[n]) && areNamedAlike(timeline.users, this.users);
    if (this.means === null || !isAsItWas) {
      this.from = from;
      this.users = timeline.users;
      this.means = meansOf(room, timeline, { myId, needs });
      this.drawn = new WeakMap();
    }
    const { means } = this;
    const last = view.items.at(-1);
    return { ...view, extra: (item) => (item.status === 'sent' ? this.draw(item, means, item === last) : undefined) };
  }

  private draw({ source, own }: LogItem, means: Means, isLast: boolean): TemplateResult {
    const known = this.drawn.get(source);
    if (known && !isLast) return known;
    const made = html`<parley-message-tools
      .message=${source}
      .means=${means}
      ?own=${own}
      .isStop=${isLast}
    ></parley-message-tools>`;
    if (!isLast) this.drawn.set(source, made);
    return made;
  }
}

function meansOf(room: Room, timeline: Timeline, view: Pick<RoomView, 'myId' | 'needs'>): Means {
  return {
    room,
    myId: view.myId,
    rights: (message) => messageRights(timeline, view, message),
    nameOf: (id) => timeline.users[id]?.displayName,
  };
}

function areNamedAlike(users: Timeline['users'], before: Timeline['users']): boolean {
  if (users === before) return true;
  const all = Object.values(users);
  return (
    all.length === Object.keys(before).length &&
    all.every(({ id, displayName }) => before[id]?.displayName === displayName)
  );
}
