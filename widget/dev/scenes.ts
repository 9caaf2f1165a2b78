import type { LogItem } from '../src/state/log-item.js';
import { strings } from '../src/i18n/strings.js';
import { emptyRoomView } from '../src/state/room-view.js';
import type { RoomView } from '../src/state/room-view.js';

/** A screen to look at: what a room shows, and what of it is unread. */
export interface Scene {
  readonly view: RoomView;
  readonly newFromSeq?: number;
  readonly unread?: number;
}

const minute = 60_000;
const now = Date.now();
let count = 0;

type Patch = Partial<LogItem> & { ago?: number };

/** One message; `ago` in minutes. */
function say(authorName: string, text: string, patch: Patch = {}): LogItem {
  const { ago = 60 - count, ...rest } = patch;
  count += 1;
  return {
    key: `m${count}`,
    source: { mentions: [] } as unknown as LogItem['source'],
    seq: count,
    authorId: authorName,
    authorName,
    authorPicture: null,
    own: authorName === 'me',
    text,
    createdAt: new Date(now - ago * minute).toISOString(),
    status: 'sent',
    gone: '',
    failure: null,
    ...rest,
  };
}

const room: RoomView = {
  ...emptyRoomView,
  phase: 'ready',
  title: 'Lobby',
  memberCount: 12,
  hasAccounts: true,
  myId: 'me',
  myName: 'Quiet Otter',
};
const day = 24 * 60;

const talk = (): LogItem[] => [
  say('Ada Lovelace', 'Morning. Has anyone tried the new grinder with the light roast?', { ago: 3 * day + 40 }),
  say('Ada Lovelace', 'I get a lot of fines at setting 4.', { ago: 3 * day + 39 }),
  say('小林 さくら', '私は5.5で使っています。少し粗めの方が甘みが出ます。', { ago: 3 * day + 31 }),
  say('me', 'Same here, 5.5 and a slower pour.', { ago: 3 * day + 20 }),
  say('ليلى حسن', 'جرّبت الطحن الخشن أمس وكانت النتيجة أفضل بكثير من المعتاد.', { ago: day + 300 }),
  say(
    'Ada Lovelace',
    'Good tip, thanks. Here is the chart I use: https://example.com/brewing/grind-chart?roast=light',
    {
      ago: day + 280,
    },
  ),
  say('me', 'Saved it.', { ago: day + 278 }),
  say('me', 'By the way, the shop on Mill Street has the Ethiopian beans back in stock, at least until the weekend.', {
    ago: day + 277,
  }),
  say(
    'Maximilian Freiherr von Oberstaufen-Reuth',
    'Donnerwetter, dann fahre ich gleich morgen früh hin. Die letzten waren nach zwei Tagen ausverkauft, und die Ersatzmischung hat mich nicht überzeugt.',
    { ago: 62 },
  ),
  say('Олена', 'Візьми мені пачку, будь ласка 🙏', { ago: 58 }),
  say('Olu', '', { ago: 50, gone: strings.deletedMessage }),
  say('me', 'Of course. Anything else?', { ago: 4 }),
  say('Олена', 'Ні, дякую!', { ago: 3 }),
  say('Olu', 'Two for me 😄', { ago: 0.3 }),
];

const scenes: Readonly<Record<string, () => Scene>> = {
  talk: () => ({ view: { ...room, items: talk() } }),
  unread: () => ({ view: { ...room, items: talk(), hasBefore: true }, newFromSeq: 10, unread: 3 }),
  waiting: () => ({
    view: {
      ...room,
      link: 'offline',
      items: [
        ...talk(),
        say('me', 'On my way.', { seq: null, status: 'sending', ago: 0 }),
        say('me', 'Back in ten minutes.', { seq: null, status: 'sending', ago: 0 }),
      ],
    },
  }),
  failed: () => ({
    view: {
      ...room,
      items: [
        ...talk(),
        say('me', 'A message that the server did not take.', {
          seq: null,
          status: 'failed',
          failure: 'banned',
          ago: 0.2,
        }),
        say('me', 'And one on its way.', { seq: null, status: 'sending', ago: 0 }),
      ],
    },
  }),
  limited: () => ({ view: { ...room, items: talk(), waitUntil: Date.now() + 42_000 } }),
  empty: () => ({ view: { ...room, memberCount: 0, myId: null, myName: null } }),
  loading: () => ({ view: { ...emptyRoomView, title: 'Lobby' } }),
  connecting: () => ({ view: { ...room, link: 'connecting', items: talk() } }),
  ended: () => ({ view: { ...room, link: 'ended', myId: null, items: talk() } }),
  error: () => ({ view: { ...emptyRoomView, title: 'Lobby', phase: 'error', problem: 'network' } }),
  missing: () => ({ view: { ...emptyRoomView, title: 'Lobby', phase: 'error', problem: 'room_not_found' } }),
  earlier: () => ({ view: { ...room, items: talk().slice(0, 6), hasBefore: true, isLoadingBefore: true } }),
  long: () => ({
    view: {
      ...room,
      title: 'Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen und andere lange Wörter',
      memberCount: 12_408,
      myName: 'Maximilian Freiherr von Oberstaufen-Reuth zu Hohenlohe',
      items: [
        say('W'.repeat(40), 'x'.repeat(1_000), { ago: 9 }),
        say('me', 'y'.repeat(300), { ago: 8 }),
        say(
          '<img src=x onerror=alert(1)>',
          '<b>not bold</b> [x](javascript:alert(1)) https://example.com/' + 'z'.repeat(200),
          {
            ago: 7,
          },
        ),
        say('Mira', 'First line\n\n  indented third line\nمرحبا بالجميع\nlast line', { ago: 6 }),
        say('me', 'ok', { ago: 2 }),
        say('me', '👍', { ago: 2 }),
      ],
    },
  }),
  short: () => ({
    view: { ...room, memberCount: 2, items: [say('Olu', 'Hi', { ago: 2 }), say('me', 'Hello', { ago: 1.5 })] },
  }),
};

/** A scene by its name; the talk for an unknown one. */
export function makeScene(name: string): Scene {
  count = 0;
  return (scenes[name] ?? scenes['talk'])?.() ?? { view: room };
}
