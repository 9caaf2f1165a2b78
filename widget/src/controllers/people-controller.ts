import { awayWhenIdle, myRooms } from '@parley/sdk';
import type { Chat, ChatCore, MyRoomList, Room, RoomAddress } from '@parley/sdk';
import { html } from 'lit';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { peopleStrings } from '../i18n/people-strings.js';
import { presenceWords, receiptNotes, typingWords } from '../state/people-words.js';
import { hideBlocked } from '../state/hide-blocked.js';
import { closedBy, slowUntil } from '../state/room-rules.js';
import { isShutOut } from '../state/room-view.js';
import type { RoomView } from '../state/room-view.js';
import { strings } from '../i18n/strings.js';
import type { ChatOfParts } from './chat-part.js';
import { fieldOf, isInThread } from './composer-events.js';
import { fullChat } from './full-chat.js';
import { forgetArrived, forgetDraftsOfOthers, forgetUnsent, watchNoMore } from './forget-unsent.js';
import { prefixOf } from './kept-unsent.js';
import { keptDraft } from './kept-draft.js';
import type { DraftPlace } from './kept-draft.js';
import { isAbove } from './first-unread.js';
import { countInTitle } from './page-title.js';
import type { ReadController } from './read-controller.js';

/** The element that the controller works for: `<parley-chat>`. */
export interface PeopleHost extends ReactiveControllerHost, EventTarget {
  readonly isConnected: boolean;
  /** Public key of the tenant. */
  readonly key: string | null;
  /** Where the session is kept. */
  readonly session: string | null;
  readonly reading: Pick<ReadController, 'isAtEnd' | 'isOpen' | 'newFromSeq' | 'seenSeq' | 'unread'>;
  readonly chat: ChatOfParts;
  readonly renderRoot: ParentNode;
  /** All that is unread, once that is known. */
  totalUnread?: number | null;
}

/** One room of one client that is followed. */
interface Followed {
  readonly client: ChatCore;
  readonly at: RoomAddress;
  readonly chat: Chat;
  readonly room: Room;
}

/** Words for times go stale; nothing else changes them. */
const REFRESH_MS = 30_000;

/**
 * What people add to a room: who types and who is here, how far messages came, what was read, and what is unread elsewhere.
 * Follows whatever room its host shows.
 */
export class PeopleController implements ReactiveController {
  private followed: Followed | null = null;
  private readonly ofClient: (() => void)[] = [];
  private readonly ofRoom: (() => void)[] = [];
  private list: MyRoomList | null = null;
  /** Up to where it was said that the room is read, or is being said. */
  private toldSeq = 0;
  /** They had a seat in the room, which only those see who have one. */
  private personId: string | null = null;
  private wasInside = false;
  /** What the person had begun to write in the room that is shown, and where that is kept. */
  private draft = '';
  private draftPlace: DraftPlace | null = null;
  private mentions: Promise<unknown> | undefined;
  private later: Promise<unknown> | undefined;
  /** Where the line was when the view was made. */
  private newFromSeq: number | null = null;

  constructor(private readonly host: PeopleHost) {
    const { decorate } = host.chat;
    host.chat.decorate = (view) => decorate({ ...view, ...this.about(view) });
    host.addEventListener('input', this.onInput, true);
    host.addEventListener('parley-send', this.onSend, true);
    host.addController(this);
    host.chat.refresh();
  }

  hostConnected(): void {
    this.host.requestUpdate();
  }

  hostDisconnected(): void {
    this.leave();
    countInTitle(this, 0);
  }

  hostUpdate(): void {
    // Taken off the page, it is drawn once more.
    if (!this.host.isConnected) return;
    this.follow();
    this.tellRead();
    this.count();
    if (this.newFromSeq !== this.host.reading.newFromSeq) this.host.chat.refresh();
  }

  private follow(): void {
    const { client, at } = this.host.chat;
    const { followed } = this;
    if (client === null || at === undefined) return this.leave();
    const personId = client.session.get().user?.id ?? null;
    if (this.personId !== null && personId !== this.personId) {
      // A guest who has become an account takes along what they wrote.
      if (client.parts.session.mergedId !== this.personId) forgetUnsent(prefixOf(this.host.key), client);
      // What one person read, and where they sat, says nothing of the next one.
      this.forgetRoom();
    }
    this.personId = personId;
    if (followed?.client === client && followed.at === at) return;
    const isOther = followed?.client !== client;
    if (isOther) this.leave();
    for (const undo of this.ofRoom.splice(0)) undo();
    if (followed && !isOther && this.host.session !== 'memory') forgetArrived(prefixOf(this.host.key), followed.room);
    this.forgetRoom();
    const chat = fullChat(client);
    const room = chat.room(at);
    watchNoMore(room);
    this.followed = { client, at, chat, room };
    const refresh = () => this.host.chat.refresh();
    this.ofRoom.push(room.typing.subscribe(refresh));
    if (!isOther) return;
    const clock = setInterval(refresh, REFRESH_MS);
    this.ofClient.push(
      () => clearInterval(clock),
      awayWhenIdle(chat),
      chat.presence.subscribe(refresh),
      chat.blocks.ids.subscribe(refresh),
      myRooms(chat).subscribe((list) => {
        this.list = list;
        this.host.requestUpdate();
      }),
    );
  }

  /** What is known of the person in the room that was shown. */
  private forgetRoom(): void {
    this.toldSeq = 0;
    this.wasInside = false;
    this.draft = '';
    this.draftPlace = null;
  }

  private leave(): void {
    for (const undo of [...this.ofRoom.splice(0), ...this.ofClient.splice(0)]) undo();
    this.followed = this.list = this.host.totalUnread = null;
  }

  /**
   * What is unread: of the room that is shown by what is known here, which is newer than what the server tells. Counted as there:
   * what is in threads, too, which is not among what is shown.
   */
  private count(): void {
    const { followed, list, host } = this;
    const { unread: here, seenSeq } = host.reading;
    const { member: seat, room: shown } = followed?.room.timeline.get() ?? {};
    const id = shown?.id;
    const read = Math.max(this.toldSeq, seat?.readSeq ?? 0, seenSeq ?? 0);
    let total = 0;
    for (const { room, member, unreadCount } of list?.rooms ?? []) {
      if (member.muted) continue;
      // Where a part of the history is shown, what is new is not.
      if (room.id !== id || host.chat.view.hasAfter) total += unreadCount;
      else total += Math.max(here, (shown?.lastSeq ?? 0) - Math.max(read, member.readSeq));
    }
    if (!list?.rooms.some(({ room }) => room.id === id)) total += here;
    host.totalUnread = total;
    countInTitle(this, total);
  }

  /** Says what was seen, once; also when something newer came before it could be said. */
  private tellRead(): void {
    const { followed, list, host } = this;
    if (followed === null) return;
    const { member, room } = followed.room.timeline.get();
    // Of what is in threads nothing is seen here: whoever has seen all that is here has read the room.
    const { isAtEnd, isOpen, seenSeq, unread } = host.reading;
    const isAllSeen =
      unread === 0 && isOpen && isAtEnd && !document.hidden && seenSeq !== null && !host.chat.view.hasAfter;
    const seen = Math.max(seenSeq ?? 0, isAllSeen ? (room?.lastSeq ?? 0) : 0);
    if (member === null || seen <= this.toldSeq) return;
    const isMarked = list?.rooms.some(({ room: one, member: own }) => one.id === member.roomId && own.markedUnread);
    if (seen <= member.readSeq && (!isMarked || unread > 0)) return;
    this.toldSeq = seen;
    followed.room.markRead(seen).catch(() => {
      // Said again with the next change; the connection's coming back is one.
      if (this.followed === followed) this.toldSeq = 0;
    });
  }

  /** What the room's screen shows of people. */
  private about(view: RoomView): Partial<RoomView> {
    const { followed } = this;
    if (followed === null) return {};
    const timeline = followed.room.timeline.get();
    const { room, users, members } = timeline;
    const newFromSeq = (this.newFromSeq = this.host.reading.newFromSeq);
    if (timeline.member !== null && room !== null) this.wasInside = room.type !== 'public';
    // A view may be made of the next person, or room, before this has heard of them.
    const isHere = view.myId === this.personId && followed.at === this.host.chat.at;
    if (isHere && room !== null && this.draftPlace === null) this.findDraft(room.id);
    const blocked = followed.chat.blocks.ids.get();
    const typing = typingWords(
      followed.room.typing.get().filter((id) => !blocked.has(id)),
      users,
    );
    const shown: Partial<RoomView> = {
      timeline,
      items: hideBlocked(view.items, blocked),
      draft: isHere ? this.draft : '',
      jump: isAbove(timeline, newFromSeq)
        ? html`<parley-jump .load=${() => followed.room.loadTo(newFromSeq ?? 0)}></parley-jump>`
        : undefined,
      needs: view.needs ?? closedBy(timeline, Date.now(), this.wasInside),
      waitUntil: view.waitUntil ?? slowUntil(timeline),
      notes: receiptNotes(timeline, view.myId),
      typing: html`<parley-typing .text=${typing}></parley-typing>`,
    };
    if (room === null) return shown;
    // Who is shut out is not told how many are in it.
    if (isShutOut(shown.needs)) return { ...shown, memberCount: null };
    const others = Object.keys(members).filter((id) => id !== view.myId);
    const [peerId = ''] = others;
    const peer = users[peerId];
    if (room.type === 'direct' && peer) {
      const presence = followed.chat.presence.get()[peerId];
      return {
        ...shown,
        title: peer.displayName,
        face: html`<parley-face
          .person=${peer.id}
          .name=${peer.displayName}
          .picture=${peer.avatarUrl}
          .presence=${presence?.status}
        ></parley-face>`,
        about: presenceWords(presence, Date.now()),
      };
    }
    // Who has left is still known.
    const named = others.length > 0 ? others : Object.keys(users).filter((id) => id !== view.myId);
    const title =
      view.title || named.map((id) => users[id]?.displayName ?? strings.someone).join(', ') || peopleStrings.stranger;
    const face =
      room.avatarUrl === null
        ? undefined
        : html`<parley-face
            .person=${room.id}
            .name=${title}
            .picture=${room.avatarUrl}
            .isRoom=${true}
          ></parley-face>`;
    const isOver = room.type === 'match' && room.archivedAt !== null;
    return { ...shown, title, face, ...(isOver && { about: peopleStrings.over, emptyTitle: peopleStrings.nothing }) };
  }

  private readonly onInput = (event: Event): void => {
    const field = fieldOf(event);
    if (!field || isInThread(event)) return;
    void this.followed?.room.setTyping(field.value.trim() !== '');
    this.keepDraft(field.value);
    // Before the first name: whoever is quick is done with it when this comes.
    this.loadMentions(field);
    this.loadLater();
  };

  private loadMentions(field?: HTMLTextAreaElement): void {
    this.mentions ??= import('../mentions.js').then(
      ({ Mentions }) => {
        const mentions = new Mentions(this.host);
        if (field) mentions.lookAt(field);
      },
      () => (this.mentions = undefined),
    );
  }

  private loadLater(): void {
    this.later ??= import('../send-later.js').then(
      ({ SendLater }) => void new SendLater(this.host),
      () => (this.later = undefined),
    );
  }

  private readonly onSend = (event: Event): void => {
    if (isInThread(event)) return;
    void this.followed?.room.setTyping(false);
    this.keepDraft('');
  };

  private findDraft(roomId: string): void {
    const { key, session } = this.host;
    if (session === 'memory' || this.personId === null) return;
    this.draftPlace = { prefix: prefixOf(key), personId: this.personId, roomId };
    forgetDraftsOfOthers(this.draftPlace);
    this.draft = keptDraft(this.draftPlace);
    // Sent as it is, it names whom it names.
    if (this.draft.includes('@')) this.loadMentions();
    if (this.draft) this.loadLater();
  }

  private keepDraft(text: string): void {
    this.draft = this.draftPlace ? keptDraft(this.draftPlace, text) : '';
  }
}
