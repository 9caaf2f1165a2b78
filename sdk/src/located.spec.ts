import { describe, expect, it } from '@jest/globals';
import { located } from './located.js';

const base = 'https://chat.example.com/base';
const ada = (avatarUrl: string | null) => ({ id: 'ada', displayName: 'Ada', avatarUrl });
const [told, whole] = [ada('/avatars/t/a.webp'), ada(`${base}/avatars/t/a.webp`)];
const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

describe('the picture of a person', () => {
  it.each<[string, (user: object) => unknown]>([
    ['a person', (user) => user],
    ['a session', (user) => ({ user, accessToken: 'x' })],
    ['a page of people', (user) => ({ items: [user], nextCursor: null })],
    ['changes', (user) => ({ roomId: 'r', messages: [{ id: 'm', text: '/x' }], users: [user] })],
    ['the room of an invite', (user) => ({ room: user, member: { userId: 'x' } })],
    ['an opened room', (user) => ({ room: { id: 'r' }, users: [user], changes: { users: [user] } })],
    ['what was missed', (user) => ({ changes: [{ users: [] }, { users: [user] }], gone: [] })],
    [
      'own rooms',
      (user) => ({
        items: [
          { room: { id: 'r' }, peer: user },
          { room: { id: 's' }, peer: null },
        ],
      }),
    ],
  ])('has a whole address in %s', (_what, around) => {
    expect(located(around(copy(told)), base)).toEqual(around(whole));
  });

  it('is left as it is where it is somebody else’s, or none', () => {
    for (const user of [ada('https://img.example/a.png'), ada(null), { id: 'ada' }]) {
      expect(located(copy(user), base)).toEqual(user);
    }
    for (const nothing of [null, undefined, '', '/x', 7, true, []]) expect(located(nothing, base)).toEqual(nothing);
  });
});
