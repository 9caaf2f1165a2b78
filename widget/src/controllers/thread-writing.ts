import type { RoomThread } from '@parley/sdk';
import type { ReactiveController } from 'lit';
import type { RoomView } from '../state/room-view.js';
import type { ChatOfParts } from './chat-part.js';
import { fieldOf } from './composer-events.js';
import { forgetArrived, threadDraftsOf } from './forget-unsent.js';
import { keptDraft } from './kept-draft.js';
import { keptUnsent, nothingUnsent, unsentOf } from './kept-unsent.js';

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

  /** What the person had begun to write, or had sent before a reload in vain; '' for nothing, or before all of it is known. */
  get draft(): string {
    const { view, shown } = this.host;
    return shown.phase === 'loading' ? '' : this.draftOf(view.myId);
  }

  hostUpdate(): void {
    const { view, shown } = this.host;
    // What a visitor began is theirs once they are somebody.
    const begun = view.myId === null ? '' : this.draftOf(null);
    if (begun) {
      this.keep('', null);
      this.keep(joined(this.draftOf(view.myId), begun));
    }
    // What is on its way on this page is kept as well, and is not to be sent again.
    const isOnItsWay = this.unsent[1] !== '' || unsentOf(shown.items)[1] !== '';
    if (view.keptUnder && shown.phase === 'ready' && !isOnItsWay) this.takeUnsent();
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

  /** What did not arrive before the page was loaded is a draft from now on. */
  private takeUnsent(): void {
    const { view, rootId } = this.host;
    const place = view.keptUnder + rootId;
    const [author, text] = keptUnsent(place) ?? nothingUnsent;
    if (text === '' || (author !== null && author !== view.myId)) return;
    keptUnsent(place, nothingUnsent);
    this.keep(joined(text, this.draftOf(view.myId)));
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
