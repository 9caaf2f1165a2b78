import type { ConnectionState, SessionState, Timeline, TimelineItem, User } from '@parley/sdk';
import { strings } from '../i18n/strings.js';
import type { Ways } from '../state/account.js';
import type { TextLimits } from '../state/composer-rules.js';
import type { LogItem } from '../state/log-item.js';
import { roomTitle } from '../state/room-view.js';
import type { Link, RoomView } from '../state/room-view.js';

/** What the SDK's stores say, and what the widget itself knows. */
export interface RoomSources {
  readonly timeline: Timeline;
  readonly connection: ConnectionState;
  readonly session: SessionState;
  /** Null for the room of the page, undefined for one that is known by its id. */
  readonly slug: string | null | undefined;
  readonly limits: TextLimits;
  readonly ways: Ways;
  /** A name given before there is a session. */
  readonly pendingName: string | null;
  readonly hasNameFailed: boolean;
  /** The site's own login says who the person is. */
  readonly isIdentified: boolean;
  /** What it says was not accepted. */
  readonly isRefused: boolean;
  readonly hasBeforeFailed: boolean;
  readonly keptUnder: string;
}

/** Turns the SDK's values into what the screen shows; messages that did not change stay the same objects. */
export class RoomViewBuilder {
  private readonly known = new WeakMap<TimelineItem, { author: User | undefined; item: LogItem }>();

  /** @returns a new view for each call */
  build(sources: RoomSources): RoomView {
    const { timeline, session, ways, isIdentified } = sources;
    const { status, user } = session;
    // What a kept session turns out to be is not known before it is resumed.
    const isNobody = !user && !isIdentified && status !== 'pending';
    const isRefused = sources.isRefused && !user;
    const isGuestless = isNobody && ways.guests === 'off';
    const needs =
      isRefused || (isGuestless && ways.signUp === 'closed')
        ? 'site'
        : isGuestless
          ? 'account'
          : isNobody
            ? closedTo(timeline)
            : null;
    return {
      phase: timeline.status === 'idle' ? 'loading' : timeline.status,
      problem: timeline.error?.code ?? null,
      title: titleOf(timeline, sources.slug),
      room: timeline.room,
      memberCount: timeline.room?.memberCount ?? null,
      readSeq: timeline.member?.readSeq,
      items: timeline.items.map((item) => this.toLogItem(item, timeline.users[item.authorId])),
      hasBefore: timeline.hasBefore,
      hasAfter: timeline.hasAfter,
      isLoadingBefore: timeline.loadingBefore,
      hasBeforeFailed: sources.hasBeforeFailed,
      link: isRefused ? 'refused' : toLink(sources.connection, session),
      hasAccounts: !isIdentified && status !== 'pending' && user?.kind !== 'external' && needs !== 'site',
      needs,
      myId: user?.id ?? null,
      myName: sources.pendingName ?? user?.displayName ?? null,
      myPicture: user?.avatarUrl ?? null,
      hasNameFailed: sources.hasNameFailed,
      draft: '',
      keptUnder: sources.keptUnder,
      limits: sources.limits,
      ways,
      waitUntil: rateLimitedUntil(timeline.items),
    };
  }

  private toLogItem(item: TimelineItem, author: User | undefined): LogItem {
    const known = this.known.get(item);
    if (known !== undefined && known.author === author) return known.item;
    const made: LogItem = {
      key: item.key,
      source: item,
      seq: item.seq > 0 ? item.seq : null,
      authorId: item.authorId === '' ? null : item.authorId,
      authorName: author?.displayName ?? strings.someone,
      authorPicture: author?.avatarUrl ?? null,
      own: item.own,
      text: item.text,
      createdAt: item.createdAt,
      status: item.status,
      gone: item.deletedAt === null ? '' : strings.deletedMessage,
      failure: item.status === 'failed' ? (item.error?.code ?? 'other') : null,
    };
    this.known.set(item, { author, item: made });
    return made;
  }
}

/** What keeps visitors from writing, who have no part yet that knows all that can. */
const closedTo = ({ room }: Timeline): RoomView['needs'] =>
  room?.archivedAt ? 'archived' : room?.posting === 'moderators' ? 'moderators' : null;

/** What the person calls the room; one that has no name is given one by who else is in it, later. */
const titleOf = ({ room }: Timeline, slug: string | null | undefined): string =>
  slug === null ? strings.thisPage : roomTitle(room?.name ?? null, slug ?? room?.slug ?? '');

function toLink(connection: ConnectionState, session: SessionState): Link {
  if (session.status === 'ended') return 'ended';
  if (connection.status === 'connecting' || connection.status === 'offline') return connection.status;
  return 'fine';
}

function rateLimitedUntil(items: readonly TimelineItem[]): number | null {
  const waits = items.flatMap((item) =>
    item.status === 'sending' && item.error?.code === 'rate_limited' ? (item.retryAtMs ?? []) : [],
  );
  return waits.length > 0 ? Math.max(...waits) : null;
}
