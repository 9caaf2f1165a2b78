import { expect, it } from '@jest/globals';
import { messageAddress } from './message-address.js';

const id = '01a228d9-756a-7531-b01b-b725de3640ae';

it.each([
  ['#lobby/1', { at: { slug: 'lobby' }, seq: 1 }],
  [`#${id}/42`, { at: { id }, seq: 42 }],
])('%j names a message', (hash, named) => expect(messageAddress(hash)).toEqual(named));

it.each(['', '#lobby', '#lobby/', '#lobby/0', '#lobby/x', '#lobby/1/2', '#a b/1', '#lobby/1234567890', '#invite=x/1'])(
  '%j names none',
  (hash) => expect(messageAddress(hash)).toBeNull(),
);
