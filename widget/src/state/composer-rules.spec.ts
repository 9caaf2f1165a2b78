import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cleanText, codePoints, defaultTextLimits, judgeDraft, sendsOn } from './composer-rules.js';
import type { KeyPress } from './composer-rules.js';

const limits = { maxCharacters: 10, maxBytes: 32 };
const enter: KeyPress = {
  key: 'Enter',
  shiftKey: false,
  altKey: false,
  ctrlKey: false,
  metaKey: false,
  isComposing: false,
  keyCode: 13,
};

describe('a draft', () => {
  it('can be sent when it has something to read', () => {
    expect(judgeDraft('  hello\n', limits)).toEqual({ text: 'hello', isEmpty: false, canSend: true, left: null });
  });

  it.each(['', '   \n\t', '\u200b\u200d\ufeff', '\u3164'])('is empty without it: %j', (draft) => {
    expect(judgeDraft(draft, limits)).toMatchObject({ isEmpty: true, canSend: false, left: null });
  });

  it('shows what is left from 80 % of the limit, and what is too much', () => {
    expect(judgeDraft('1234567', limits).left).toBeNull();
    expect(judgeDraft('12345678', limits).left).toBe(2);
    expect(judgeDraft('1234567890', limits)).toMatchObject({ left: 0, canSend: true });
    expect(judgeDraft('12345678901', limits)).toMatchObject({ left: -1, canSend: false });
  });

  it('counts characters as people do, not units of memory', () => {
    expect(codePoints('a😀é')).toBe(3);
    expect(judgeDraft('😀'.repeat(8), limits)).toMatchObject({ left: 0, canSend: true });
  });

  it('meets the limit of bytes too', () => {
    expect(judgeDraft('😀'.repeat(9), limits)).toMatchObject({ left: -1, canSend: false });
  });

  it('can be sent exactly when the server would take it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 24 }), (draft) => {
        const { text, isEmpty, canSend } = judgeDraft(draft, limits);
        const fits = [...text].length <= 10 && Buffer.byteLength(text) <= 32;
        expect(canSend).toBe(!isEmpty && fits);
        expect(text.isWellFormed()).toBe(true);
        expect(text).not.toContain('\0');
      }),
    );
  });

  it('keeps well-formed text as it is', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => cleanText(text) === text));
    expect(cleanText('a\ud800b\0c\udc00')).toBe('abc');
    expect(judgeDraft('x'.repeat(8_000), defaultTextLimits).left).toBe(2_000);
  });
});

describe('Enter', () => {
  it('sends with a keyboard and breaks the line on touch', () => {
    expect(sendsOn(enter, false)).toBe(true);
    expect(sendsOn(enter, true)).toBe(false);
  });

  it('breaks the line with Shift or Alt, and sends with Ctrl or Cmd everywhere', () => {
    expect(sendsOn({ ...enter, shiftKey: true }, false)).toBe(false);
    expect(sendsOn({ ...enter, altKey: true }, false)).toBe(false);
    expect(sendsOn({ ...enter, ctrlKey: true }, true)).toBe(true);
    expect(sendsOn({ ...enter, metaKey: true }, true)).toBe(true);
  });

  it('never sends while an input method composes', () => {
    expect(sendsOn({ ...enter, isComposing: true }, false)).toBe(false);
    expect(sendsOn({ ...enter, keyCode: 229 }, false)).toBe(false);
    expect(sendsOn({ ...enter, key: 'a' }, false)).toBe(false);
  });
});
