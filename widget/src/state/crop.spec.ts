import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CUT_SIDE, cutSide, maxZoom, moved, wholeCrop, zoomOf, zoomed } from './crop.js';
import type { Crop, Size } from './crop.js';

type Step = { dx: number; dy: number } | { zoom: number; at: { x: number; y: number } };

const side = fc.integer({ min: 1, max: 12_000 });
const size = fc.record({ width: side, height: side });
const far = fc.double({ min: -20_000, max: 20_000, noNaN: true });
const share = fc.double({ min: 0, max: 1, noNaN: true });
/** What a person does with a picture. */
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ dx: far, dy: far }),
  fc.record({ zoom: fc.double({ min: 0, max: 100, noNaN: true }), at: fc.record({ x: share, y: share }) }),
);

const after = (of: Size, steps: readonly Step[]): Crop =>
  steps.reduce<Crop>(
    (crop, one) => ('dx' in one ? moved(of, crop, one.dx, one.dy) : zoomed(of, crop, one.zoom, one.at)),
    wholeCrop(of),
  );

describe('what of a picture is shown', () => {
  it('is the middle at first', () => {
    expect(wholeCrop({ width: 300, height: 100 })).toEqual({ x: 100, y: 0, side: 100 });
    expect(wholeCrop({ width: 100, height: 301 })).toEqual({ x: 0, y: 100.5, side: 100 });
  });

  it('never leaves the picture, whatever is done', () => {
    fc.assert(
      fc.property(size, fc.array(step, { maxLength: 20 }), (of, steps) => {
        const crop = after(of, steps);
        expect(crop.x).toBeGreaterThanOrEqual(0);
        expect(crop.y).toBeGreaterThanOrEqual(0);
        expect(crop.x + crop.side).toBeLessThanOrEqual(of.width + 1e-6);
        expect(crop.y + crop.side).toBeLessThanOrEqual(of.height + 1e-6);
        expect(zoomOf(of, crop)).toBeGreaterThanOrEqual(1 - 1e-9);
        expect(zoomOf(of, crop)).toBeLessThanOrEqual(maxZoom(of) + 1e-9);
      }),
    );
  });

  it('keeps the point under the finger while it is zoomed', () => {
    const of = { width: 1_000, height: 1_000 };
    const crop = zoomed(of, wholeCrop(of), 2, { x: 0.25, y: 0.75 });
    expect(crop).toEqual({ x: 125, y: 375, side: 500 });
    expect(zoomed(of, crop, 1, { x: 0.9, y: 0.1 })).toEqual(wholeCrop(of));
  });

  it('is zoomed no further than a face can be seen', () => {
    expect(maxZoom({ width: 10_000, height: 8_000 })).toBe(8);
    expect(maxZoom({ width: 128, height: 400 })).toBe(2);
    expect(maxZoom({ width: 20, height: 20 })).toBe(1);
  });

  it('is sent with no pixel more than it has, and no more than are kept', () => {
    expect(cutSide({ x: 0, y: 0, side: 4_000 })).toBe(CUT_SIDE);
    expect(cutSide({ x: 0, y: 0, side: 99.6 })).toBe(100);
    expect(cutSide({ x: 0, y: 0, side: 0.2 })).toBe(1);
  });
});
