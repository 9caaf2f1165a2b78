import type { ChatError } from '@parley/sdk';
import { html, nothing } from 'lit';
import type { ParleyComposer } from '../components/composer/parley-composer.js';
import type { ParleyLater } from '../components/later/parley-later.js';
import type { ParleyRoom } from '../components/room/parley-room.js';
import { laterStrings as words } from '../i18n/later-strings.js';
import { judgeDraft } from '../state/composer-rules.js';
import { momentLabel } from '../state/moment-label.js';
import type { RoomView } from '../state/room-view.js';
import type { ChatOfParts } from './chat-part.js';
import { fieldOf, isOf } from './composer-events.js';
import { fullChat } from './full-chat.js';

/** The element that the controller works for: `<parley-chat>`, or the screen of a thread. */
export interface LaterHost extends Pick<EventTarget, 'addEventListener'> {
  readonly chat: ChatOfParts;
  readonly renderRoot: ParentNode;
  /** It is the screen of a thread: what is typed there is of the thread. */
  readonly isThread?: boolean;
}

/** What is said of a message that was to be sent later, and in which room. */
interface Note {
  readonly at: string | undefined;
  readonly text: string;
  readonly isProblem?: boolean;
  readonly isDone?: boolean;
}

/**
 * Lets people send later what they have written. The button stands in the composer, where whatever loads the widget need not know of
 * it; what is chosen goes out the way that Send goes, so that it takes along whom it names and what it answers.
 */
export class SendLater {
  private isOpen = false;
  private note: Note | null = null;
  /** When what the composer sends next is to be sent. */
  private wanted: number | null = null;
  /** What could not be scheduled, until it stands in its room's field again. */
  private back: { at: string | undefined; myId: string | null; text: string } | null = null;
  /** Whose room is shown. */
  private place = '';

  constructor(private readonly host: LaterHost) {
    const { chat } = host;
    const { decorate } = chat;
    chat.decorate = (view) => this.show(decorate(view));
    host.addEventListener('input', this.onInput, true);
    host.addEventListener('parley-send', this.onSend, true);
    host.addEventListener('pointerdown', this.onPress, true);
    chat.refresh();
  }

  private show(view: RoomView): RoomView {
    const place = `${view.at} ${view.myId}`;
    if (place !== this.place) {
      this.isOpen = false;
      this.note = null;
    }
    this.place = place;
    // What one person wrote is nothing of the next one's.
    if (this.back?.myId !== view.myId) this.back = null;
    queueMicrotask(() => void this.offer());
    if (view.needs !== null) return view;
    const { note } = this;
    const said = note
      ? html`<parley-later-note
          .text=${note.text}
          .isProblem=${note.isProblem ?? false}
          .isDone=${note.isDone ?? false}
          .close=${() => this.dismiss()}
        ></parley-later-note>`
      : nothing;
    const card = this.isOpen
      ? html`<parley-later-card
          .choose=${(at: number) => this.choose(at)}
          .close=${() => this.close()}
        ></parley-later-card>`
      : nothing;
    return { ...view, writing: [view.writing ?? nothing, said, card] };
  }

  private get composer(): ParleyComposer | null {
    const { renderRoot, isThread } = this.host;
    if (isThread) return renderRoot.querySelector<ParleyComposer>('parley-composer');
    const room = renderRoot.querySelector<ParleyRoom>('parley-room');
    return room?.hasUpdated ? room.renderRoot.querySelector<ParleyComposer>('parley-composer') : null;
  }

  /** Shows the button while there is something to send later, by somebody who may. */
  private async offer(): Promise<void> {
    const { composer } = this;
    await composer?.updateComplete;
    const { view } = this.host.chat;
    const root = composer?.renderRoot;
    const field = root?.querySelector('textarea');
    if (!root || !field) return;
    if (this.back?.at === view.at) {
      // Until the composer is drawn for this room the field is another one's.
      if (composer?.at !== view.at || composer.isUpdatePending) {
        requestAnimationFrame(() => void this.offer());
        return;
      }
      this.putBack(field, view.at);
    }
    const { member, room } = view.timeline ?? {};
    const isSeated = member?.leftAt === null && room?.archivedAt === null;
    const isOffered =
      isSeated && view.needs === null && view.waitUntil === null && judgeDraft(field.value, view.limits).canSend;
    const button = root.querySelector<ParleyLater>('parley-later') ?? this.putButton(root);
    button.hidden = !isOffered;
    button.isOpen = this.isOpen;
    if (!isOffered && this.isOpen) this.close(false);
  }

  private putButton(root: DocumentFragment | HTMLElement): ParleyLater {
    const button = document.createElement('parley-later') as ParleyLater;
    button.toggle = () => (this.isOpen ? this.close() : this.open());
    root.querySelector('.grow')?.after(button);
    return button;
  }

  private open(): void {
    this.isOpen = true;
    this.note = null;
    this.host.chat.refresh();
  }

  private close(returnsFocus = true): void {
    this.isOpen = false;
    this.host.chat.refresh();
    const button = this.composer?.renderRoot.querySelector<ParleyLater>('parley-later');
    if (returnsFocus) button?.focus();
  }

  private dismiss(): void {
    this.note = null;
    this.host.chat.refresh();
    this.composer?.focus();
  }

  /** As if Send was pressed; the focus is back in the field then. */
  private choose(at: number): void {
    this.close(false);
    this.wanted = at;
    this.composer?.renderRoot.querySelector('form')?.requestSubmit();
    this.wanted = null;
    this.composer?.focus();
  }

  private readonly onSend = (event: Event): void => {
    const { wanted } = this;
    if (!isOf(this.host, event)) return;
    if (wanted === null) {
      if (this.note || this.isOpen) {
        this.note = null;
        this.close(false);
      }
      return;
    }
    event.stopPropagation();
    const { text } = (event as CustomEvent<{ text: string }>).detail;
    // Once all have heard of it that tell what it belongs to.
    queueMicrotask(() => void this.schedule(text, wanted));
  };

  private async schedule(text: string, sendAt: number): Promise<void> {
    const { chat } = this.host;
    const { client, at: address } = chat;
    const { at, myId } = chat.view;
    const options = chat.options();
    if (client === null || address === undefined) return;
    this.note = { at, text: words.scheduling };
    chat.refresh();
    try {
      await fullChat(client)
        .room(address)
        .schedule(text, { ...options, sendAt: new Date(sendAt) });
      this.tell({ at, text: words.done(momentLabel(sendAt, Date.now())), isDone: true });
    } catch (error) {
      if (chat.view.myId === myId) this.back = { at, myId, text };
      this.tell({ at, text: words.problems[(error as ChatError).code] ?? words.problems.other, isProblem: true });
    }
  }

  /** Says it where it is about. */
  private tell(note: Note): void {
    if (note.at !== this.host.chat.view.at) return;
    this.note = note;
    this.host.chat.refresh();
  }

  /** Nothing that somebody wrote is lost: before what they have written since. */
  private putBack(field: HTMLTextAreaElement, at: string | undefined): void {
    const { back } = this;
    if (back === null || back.at !== at) return;
    this.back = null;
    field.value = [back.text, field.value].filter(Boolean).join('\n');
    field.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
  }

  private readonly onInput = (event: Event): void => {
    if (!fieldOf(event) || !isOf(this.host, event)) return;
    // What was said of the one before has been read; not so what was put back a moment ago.
    if (this.note?.isDone) {
      this.note = null;
      this.host.chat.refresh();
    }
    void this.offer();
  };

  private readonly onPress = (event: Event): void => {
    if (!this.isOpen) return;
    const isOurs = event.composedPath().some((one) => /^parley-later(-card)?$/.test((one as Element).localName ?? ''));
    if (!isOurs) this.close(false);
  };
}
