import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { AVATAR_TONES, avatarTone, initials } from './initials.js';

describe('an avatar without a picture', () => {
  it.each([
    ['Ada Lovelace', 'AL'],
    ['ada', 'A'],
    ['Quiet Otter 42', 'Q4'],
    ['maria-jose garcia', 'MG'],
    ['李小龍', '李'],
    ['ليلى حسن', 'ل'],
    ['Žofie Élise', 'ŽÉ'],
    ['🦊 Fox', '🦊F'],
    ['👩‍👩‍👧 family', '👩‍👩‍👧F'],
    ['"Ada" (Lovelace)', 'AL'],
    ['   ', '?'],
    ['---', '?'],
  ])('shows for %s the letters %s', (name, letters) => {
    expect(initials(name)).toBe(letters);
  });

  it('shows something for every name', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (name) => initials(name).length > 0));
  });

  it('has one of the colours, always the same for one person', () => {
    fc.assert(
      fc.property(fc.uuid(), (id) => {
        const tone = avatarTone(id);
        expect(tone).toBe(avatarTone(id));
        expect(Number.isInteger(tone) && tone >= 0 && tone < AVATAR_TONES).toBe(true);
      }),
    );
  });
});
