import { describe, expect, it } from '@jest/globals';
import { ChatError } from '@parley/sdk';
import type { TimelineItem, User } from '@parley/sdk';
import { defaultTextLimits } from '../state/composer-rules.js';
import { RoomViewBuilder } from './room-view-builder.js';
import type { RoomSources } from './room-view-builder.js';

const ada: User = { id: 'ada', kind: 'guest', username: null, displayName: 'Ada', avatarUrl: null };

function item(patch: Partial<TimelineItem> = {}): TimelineItem {
  return {
    id: 'm1',
    roomId: 'r',
    seq: 1,
    position: 1,
    clientId: 'c1',
    authorId: 'ada',
    kind: 'text',
    text: 'hello',
    createdAt: '2026-03-14T14:05:00.000Z',
    editedAt: null,
    deletedAt: null,
    replyTo: null,
    mentions: [],
    reactions: [],
    attachments: [],
    pinnedAt: null,
    preview: null,
    system: null,
    streaming: false,
    threadId: null,
    thread: null,
    encrypted: null,
    status: 'sent',
    own: false,
    key: 'm1',
    ...patch,
  };
}

function sources(items: TimelineItem[], patch: Partial<RoomSources> = {}): RoomSources {
  return {
    timeline: {
      status: 'ready',
      error: null,
      items,
      room: null,
      member: null,
      members: {},
      users: { ada },
      hasBefore: false,
      hasAfter: false,
      loadingBefore: false,
      exists: true,
      peerBlocked: false,
    },
    connection: { status: 'online', error: null },
    session: { status: 'active', user: ada, error: null },
    slug: 'tea-room',
    keptUnder: '',
    limits: defaultTextLimits,
    ways: {},
    pendingName: null,
    hasNameFailed: false,
    isIdentified: false,
    isRefused: false,
    hasBeforeFailed: false,
    ...patch,
  };
}

describe('whether there are accounts to speak of', () => {
  const hasAccounts = (patch: Partial<RoomSources>) => new RoomViewBuilder().build(sources([], patch)).hasAccounts;
  const nobody = { user: null, error: null };

  it('is so for visitors, guests, those with an account, and those who were signed out', () => {
    expect(hasAccounts({})).toBe(true);
    expect(hasAccounts({ session: { status: 'none', ...nobody } })).toBe(true);
    expect(hasAccounts({ session: { status: 'ended', ...nobody } })).toBe(true);
  });

  it('is not so where the site says who people are, now or in the visit before', () => {
    expect(hasAccounts({ isIdentified: true, session: { status: 'ended', ...nobody } })).toBe(false);
    const external: User = { ...ada, kind: 'external' };
    expect(hasAccounts({ session: { status: 'active', user: external, error: null } })).toBe(false);
    // It may turn out to be one.
    expect(hasAccounts({ session: { status: 'pending', ...nobody } })).toBe(false);
  });
});

describe('what a room shows of the SDK', () => {
  it('is a message with its author’s name, and no seq before the server gave one', () => {
    const { items } = new RoomViewBuilder().build(
      sources([item(), item({ key: 'c2', seq: 0, status: 'sending', own: true, authorId: '' })]),
    );
    expect(items.map(({ seq, authorName, authorId }) => [seq, authorName, authorId])).toEqual([
      [1, 'Ada', 'ada'],
      [null, 'Someone', null],
    ]);
  });

  it('stays the same object while a message and its author do', () => {
    const builder = new RoomViewBuilder();
    const message = item();
    const first = builder.build(sources([message])).items[0];
    expect(builder.build(sources([message])).items[0]).toBe(first);

    const renamed = sources([message]);
    const view = builder.build({
      ...renamed,
      timeline: { ...renamed.timeline, users: { ada: { ...ada, displayName: 'Countess' } } },
    });
    expect(view.items[0]).toMatchObject({ authorName: 'Countess' });
  });

  it('is why a message failed, and how long a rate limit lasts', () => {
    const limited = new ChatError({ code: 'rate_limited', status: 429 });
    const view = new RoomViewBuilder().build(
      sources([
        item({ key: 'a', status: 'failed', own: true, error: new ChatError({ code: 'muted', status: 403 }) }),
        item({ key: 'b', status: 'sending', own: true, error: limited, retryAtMs: 5_000 }),
        item({ key: 'c', status: 'sending', own: true, retryAtMs: 9_000 }),
      ]),
    );
    expect(view.items.map(({ failure }) => failure)).toEqual(['muted', null, null]);
    expect(view.waitUntil).toBe(5_000);
  });

  it('is quiet about a connection that nobody needs', () => {
    const link = (patch: Partial<RoomSources>) => new RoomViewBuilder().build(sources([], patch)).link;
    expect(link({ connection: { status: 'idle', error: null } })).toBe('fine');
    expect(link({ connection: { status: 'offline', error: null } })).toBe('offline');
    expect(link({ session: { status: 'ended', user: null, error: null } })).toBe('ended');
  });

  it('is the name that waits before the name that is', () => {
    expect(new RoomViewBuilder().build(sources([], { pendingName: 'Countess' })).myName).toBe('Countess');
    expect(new RoomViewBuilder().build(sources([])).myName).toBe('Ada');
  });

  it('has the own picture, as soon as there is one', () => {
    const avatarUrl = 'https://chat.example.com/avatars/1';
    const session = { status: 'active' as const, user: { ...ada, avatarUrl }, error: null };
    expect(new RoomViewBuilder().build(sources([], { session })).myPicture).toBe(avatarUrl);
    expect(new RoomViewBuilder().build(sources([])).myPicture).toBeNull();
  });

  it('calls the room of a page by no digest', () => {
    expect(new RoomViewBuilder().build(sources([], { slug: null })).title).toBe('This page');
    expect(new RoomViewBuilder().build(sources([])).title).toBe('Tea room');
  });
});
