import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { contrast, onFill, parseComputedColor, readableOn, toHex } from './contrast.js';
import type { Rgb } from './contrast.js';

const part = fc.integer({ min: 0, max: 255 }).map((value) => value / 255);
const color: fc.Arbitrary<Rgb> = fc.record({ r: part, g: part, b: part });

describe('contrast', () => {
  it('is that of WCAG', () => {
    const white = { r: 1, g: 1, b: 1 };
    expect(contrast(white, { r: 0, g: 0, b: 0 })).toBeCloseTo(21);
    expect(contrast({ r: 0x76 / 255, g: 0x76 / 255, b: 0x76 / 255 }, white)).toBeCloseTo(4.54, 2);
  });

  it('of text on any accent is at least 4.5:1', () => {
    fc.assert(fc.property(color, (accent) => contrast(onFill(accent), accent) >= 4.5));
  });

  it('of an accent used as ink is at least 4.5:1 on any surface', () => {
    fc.assert(fc.property(color, color, (ink, surface) => contrast(readableOn(ink, surface, 4.5), surface) >= 4.5));
  });

  it('leaves an accent alone that can be read already', () => {
    const accent = { r: 0x5b / 255, g: 0x5b / 255, b: 0xd6 / 255 };
    expect(readableOn(accent, { r: 1, g: 1, b: 1 }, 4.5)).toEqual(accent);
    expect(onFill(accent)).toEqual({ r: 1, g: 1, b: 1 });
  });
});

describe('a computed colour', () => {
  it.each([
    ['rgb(91, 91, 214)', '#5b5bd6'],
    ['rgba(91, 91, 214, 0.5)', '#5b5bd6'],
    ['rgb(91 91 214 / 50%)', '#5b5bd6'],
    ['color(srgb 0.356863 0.356863 0.839216)', '#5b5bd6'],
    ['color(srgb 1.2 -0.1 1e-7)', '#ff0000'],
  ])('is read from %s', (text, hex) => {
    const parsed = parseComputedColor(text);
    expect(parsed && toHex(parsed)).toBe(hex);
  });

  it('is null for other notations', () => {
    for (const text of ['', 'red', 'oklch(0.5 0.1 20)', 'rgb(a, b, c)']) expect(parseComputedColor(text)).toBeNull();
  });
});
