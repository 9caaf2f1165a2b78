import type { ReactiveController } from 'lit';
import type { RoomView } from '../state/room-view.js';
import type { ChatOfParts } from './chat-part.js';
import { fieldOf } from './composer-events.js';
import { threadDrafts as drafts } from './forget-unsent.js';

/** The screen of a thread, as far as it is written in. */
export interface WritingHost extends EventTarget {
  addController(controller: ReactiveController): void;
  readonly renderRoot: ParentNode;
  readonly rootId: string;
  /** The room beneath, and who the person is. */
  readonly view: RoomView;
  /** The chat as the parts see it that come later: its room is the thread. */
  readonly threadChat: ChatOfParts;
}

/** Keeps what people have begun to write in a thread, and brings what helps with it once there is something. */
export class ThreadWriting implements ReactiveController {
  private mentions: Promise<unknown> | undefined;
  private later: Promise<unknown> | undefined;

  constructor(private readonly host: WritingHost) {
    host.addEventListener('input', this.onInput, true);
    // Also what is to be sent later.
    host.addEventListener('parley-send', () => drafts.delete(this.nameFor(host.view.myId)), true);
    host.addController(this);
  }

  /** What the person had begun to write; '' for nothing. */
  get draft(): string {
    return drafts.get(this.nameFor(this.host.view.myId)) ?? '';
  }

  hostUpdate(): void {
    const { myId } = this.host.view;
    const begun = drafts.get(this.nameFor(null));
    // What a visitor began is theirs once they are somebody.
    if (myId !== null && begun !== undefined) {
      drafts.delete(this.nameFor(null));
      drafts.set(this.nameFor(myId), begun);
    }
    if (this.draft) this.loadLater();
  }

  /** Hears what happens on the screen; for the parts that come later. */
  readonly listen: EventTarget['addEventListener'] = (type, hear, options) =>
    this.host.addEventListener(type, hear, options);

  private nameFor(personId: string | null): string {
    return `${personId} ${this.host.rootId}`;
  }

  private loadLater(): void {
    const { threadChat: chat, renderRoot } = this.host;
    this.later ??= import('../send-later.js').then(
      ({ SendLater }) => void new SendLater({ chat, renderRoot, addEventListener: this.listen, isThread: true }),
      () => (this.later = undefined),
    );
  }

  private readonly onInput = (event: Event): void => {
    const field = fieldOf(event);
    if (!field) return;
    const { host } = this;
    drafts.set(this.nameFor(host.view.myId), field.value);
    this.mentions ??= import('../mentions.js').then(
      ({ Mentions }) =>
        new Mentions({ chat: host.threadChat, isThread: true, addEventListener: this.listen }).lookAt(field),
      () => (this.mentions = undefined),
    );
    this.loadLater();
  };
}
