import type { RoomThread } from '@parley/sdk';
import type { ReactiveController } from 'lit';
import type { RoomView } from '../state/room-view.js';
import type { ChatOfParts } from './chat-part.js';
import { fieldOf } from './composer-events.js';
import { forgetArrived, threadDrafts as drafts } from './forget-unsent.js';
import { keptDraft } from './kept-draft.js';
import { keptUnsent, nothingUnsent, unsentOf } from './kept-unsent.js';

/** The screen of a thread, as far as it is written in. */
export interface WritingHost extends EventTarget {
  addController(controller: ReactiveController): void;
  readonly renderRoot: ParentNode;
  readonly rootId: string;
  readonly timeline: RoomThread['timeline'];
  /** The room beneath, and who the person is. */
  readonly view: RoomView;
  /** The thread as it is shown. */
  readonly shown: RoomView;
  /** The chat as the parts see it that come later: its room is the thread. */
  readonly threadChat: ChatOfParts;
}

/**
 * Keeps what people have begun to write in a thread, and what they sent there that has not arrived, also for a reload; and brings
 * what helps with writing once there is something.
 */
export class ThreadWriting implements ReactiveController {
  private mentions: Promise<unknown> | undefined;
  private later: Promise<unknown> | undefined;
  /** What is on its way in the thread that is shown, and which that is. */
  private unsent = nothingUnsent;
  private rootId = '';

  constructor(private readonly host: WritingHost) {
    host.addEventListener('input', this.onInput, true);
    // Also what is to be sent later.
    host.addEventListener('parley-send', () => this.keep(''), true);
    host.addController(this);
  }

  /** What the person had begun to write, or had sent before a reload in vain; '' for nothing. */
  get draft(): string {
    return drafts.get(this.nameFor(this.host.view.myId)) ?? '';
  }

  hostUpdate(): void {
    if (!drafts.has(this.nameFor(this.host.view.myId))) this.meet();
    if (this.draft) this.loadLater();
  }

  hostUpdated(): void {
    const { view, shown, rootId } = this.host;
    const unsent = unsentOf(shown.items);
    if (view.keptUnder === '' || unsent.join() === this.unsent.join()) return;
    this.unsent = unsent;
    this.rootId = rootId;
    keptUnsent(view.keptUnder + rootId, unsent);
  }

  hostDisconnected(): void {
    this.leave();
  }

  /** The thread is shown no more: what is on its way there is kept until it arrives. */
  leave(): void {
    const { host, unsent, rootId } = this;
    const [author, text] = unsent;
    this.unsent = nothingUnsent;
    const personId = host.threadChat.client?.session.get().user?.id;
    if (text && (author === null || author === personId)) forgetArrived(host.view.keptUnder, host, rootId);
  }

  /** Hears what happens on the screen; for the parts that come later. */
  readonly listen: EventTarget['addEventListener'] = (type, hear, options) =>
    this.host.addEventListener(type, hear, options);

  private nameFor(personId: string | null): string {
    return `${personId} ${this.host.rootId}`;
  }

  /** When somebody looks at a thread for the first time on this page: what they left there on the page before. */
  private meet(): void {
    const { view, rootId } = this.host;
    const { myId, keptUnder: prefix } = view;
    const place = prefix + rootId;
    // What a visitor began is theirs once they are somebody.
    let text = drafts.get(this.nameFor(null)) ?? '';
    drafts.delete(this.nameFor(null));
    // What is on its way on this page is kept, too.
    if (prefix && this.unsent[1] === '') {
      const [author, unsent] = keptUnsent(place) ?? nothingUnsent;
      const begun = myId === null ? '' : keptDraft({ prefix, personId: myId, roomId: rootId });
      text ||= [author === null || author === myId ? unsent : '', begun].filter(Boolean).join('\n');
      // From now on it is a draft; those of visitors are kept for no reload.
      if (myId !== null) keptUnsent(place, nothingUnsent);
    }
    this.keep(text);
  }

  private keep(text: string): void {
    const { view, rootId } = this.host;
    drafts.set(this.nameFor(view.myId), text);
    if (view.keptUnder && view.myId !== null)
      keptDraft({ prefix: view.keptUnder, personId: view.myId, roomId: rootId }, text);
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
    this.keep(field.value);
    this.mentions ??= import('../mentions.js').then(
      ({ Mentions }) =>
        new Mentions({ chat: host.threadChat, isThread: true, addEventListener: this.listen }).lookAt(field),
      () => (this.mentions = undefined),
    );
    this.loadLater();
  };
}
