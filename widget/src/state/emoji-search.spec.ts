import { expect, it } from '@jest/globals';
import { searchEmoji } from './emoji-search.js';

const groups = [
  {
    name: 'Faces',
    emojis: [
      { emoji: '😀', name: 'grinning face' },
      { emoji: '🐱', name: 'cat face' },
    ],
  },
  { name: 'Animals', emojis: [{ emoji: '🐈', name: 'cat' }] },
];
const found = (query: string) => searchEmoji(groups, query).map(({ emojis }) => emojis.map(({ emoji }) => emoji));

it('finds emoji by the beginnings of their words, and leaves out groups without one', () => {
  expect(found('')).toEqual([['😀', '🐱'], ['🐈']]);
  expect(found(' Cat ')).toEqual([['🐱'], ['🐈']]);
  expect(found('fa gri')).toEqual([['😀']]);
  expect(found('at')).toEqual([]);
});
