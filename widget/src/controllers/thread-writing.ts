import type { RoomThread } from '@parley/sdk';
import type { ReactiveController } from 'lit';
import type { RoomView } from '../state/room-view.js';
import type { ChatOfParts } from './chat-part.js';
import { fieldOf } from './composer-events.js';
import { forgetArrived, threadDraftsOf } from './forget-unsent.js';
import { keptDraft } from './kept-draft.js';
import { isSame, keptUnsent, unsentOf } from './kept-unsent.js';
import type { Unsent } from './kept-unsent.js';

/** One text below the other. */
const joined = (...texts: string[]): string => texts.filter(Boolean).join('\n');

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
  /** Shows messages that an earlier page had not sent. */
  restore(unsent: Unsent): void;
}

/**
 * Keeps what people have begun to write in a thread, and what they sent there that has not arrived, also for a reload; and brings
 * what helps with writing once there is something.
 */
export class ThreadWriting implements ReactiveController {
  private mentions: Promise<unknown> | undefined;
  private later: Promise<unknown> | undefined;
  /** What is on its way in the thread that is shown, and which that is. */
  private unsent: Unsent = [];
  private rootId = '';
  /** The thread in which that is again what an earlier page had not sent. */
  private restored = '';

  constructor(private readonly host: WritingHost) {
    host.addEventListener('input', this.onInput, true);
    // Also what is to be sent later.
    host.addEventListener('parley-send', () => this.keep(''), true);
    host.addController(this);
  }

  /** What the person had begun to write; '' for nothing, or before it is known. */
  get draft(): string {
    const { view, shown } = this.host;
    return shown.phase === 'loading' ? '' : this.draftOf(view.myId);
  }

  hostUpdate(): void {
    const { view } = this.host;
    // What a visitor began is theirs once they are somebody.
    const begun = view.myId === null ? '' : this.draftOf(null);
    if (begun) {
      this.keep('', null);
      this.keep(joined(this.draftOf(view.myId), begun));
    }
    this.restore();
    if (this.draft) this.loadLater();
  }

  hostUpdated(): void {
    const { view, shown, rootId } = this.host;
    const unsent = unsentOf(shown.items);
    if (view.keptUnder === '' || isSame(unsent, this.unsent)) return;
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
    this.unsent = [];
    this.restored = '';
    // Not what was on its way of somebody who has left by now.
    const isOnItsWay = unsent.length > 0 && unsentOf(host.timeline.get().items).length > 0;
    if (isOnItsWay) forgetArrived(host.view.keptUnder, host, rootId);
  }

  /** Hears what happens on the screen; for the parts that come later. */
  readonly listen: EventTarget['addEventListener'] = (type, hear, options) =>
    this.host.addEventListener(type, hear, options);

  /** What an earlier page had not sent is in the thread again, for whoever wrote it. */
  private restore(): void {
    const { view, rootId } = this.host;
    if (view.keptUnder === '' || this.restored === rootId) return;
    this.restored = rootId;
    const unsent = keptUnsent(view.keptUnder + rootId);
    if (unsent.length > 0) this.host.restore(unsent);
  }

  /** @param personId null = of whoever is nobody yet */
  private draftOf(personId: string | null): string {
    const name = this.nameFor(personId);
    const known = this.drafts.get(name) ?? this.stored(personId);
    this.drafts.set(name, known);
    return known;
  }

  private keep(text: string, personId = this.host.view.myId): void {
    this.drafts.set(this.nameFor(personId), text);
    this.stored(personId, text);
  }

  /** What the tab keeps of it. @param text is kept instead; '' for nothing */
  private stored(personId: string | null, text?: string): string {
    const { view, rootId } = this.host;
    return view.keptUnder
      ? keptDraft({ prefix: view.keptUnder, personId: personId ?? '', roomId: rootId }, text)
      : (text ?? '');
  }

  private get drafts(): Map<string, string> {
    const { client } = this.host.threadChat;
    return client ? threadDraftsOf(client) : new Map<string, string>();
  }

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
    this.keep(field.value);
    this.mentions ??= import('../mentions.js').then(
      ({ Mentions }) =>
        new Mentions({ chat: host.threadChat, isThread: true, addEventListener: this.listen }).lookAt(field),
      () => (this.mentions = undefined),
    );
    this.loadLater();
  };
}
