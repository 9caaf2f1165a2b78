/** Width and height in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** What of a picture is shown: a square within it, in the picture's pixels. */
export interface Crop {
  readonly x: number;
  readonly y: number;
  readonly side: number;
}

/** Side of the largest picture that the server keeps. */
export const CUT_SIDE = 512;
/** Below so many pixels a face is a few blocks. */
const MIN_SIDE = 64;
const MAX_ZOOM = 8;

const shorter = ({ width, height }: Size): number => Math.min(width, height);
const between = (low: number, value: number, high: number): number => Math.max(low, Math.min(high, value));

/** How far a picture can be zoomed into; 1 for one that is too small for it. */
export const maxZoom = (size: Size): number => between(1, shorter(size) / MIN_SIDE, MAX_ZOOM);

/** The largest square, in the middle. */
export function wholeCrop(size: Size): Crop {
  const side = shorter(size);
  return { x: (size.width - side) / 2, y: (size.height - side) / 2, side };
}

/** How far a crop is zoomed in: 1 shows the largest square. */
export const zoomOf = (size: Size, { side }: Crop): number => shorter(size) / side;

/** Moves what is shown, as far as the picture goes. @param dx, dy in the picture's pixels */
export const moved = (size: Size, { x, y, side }: Crop, dx: number, dy: number): Crop => ({
  x: between(0, x + dx, size.width - side),
  y: between(0, y + dy, size.height - side),
  side,
});

/**
 * Zooms to `zoom`, as far as that goes, and leaves a point where it is as long as the picture's edges allow.
 * @param at that point, from 0 to 1 of the square across and down
 */
export function zoomed(size: Size, crop: Crop, zoom: number, at = { x: 0.5, y: 0.5 }): Crop {
  const side = shorter(size) / between(1, zoom, maxZoom(size));
  const grown = crop.side - side;
  return moved(size, { x: crop.x + grown * at.x, y: crop.y + grown * at.y, side }, 0, 0);
}

/** Pixels across of what is sent: no more than are kept, and none that the picture does not have. */
export const cutSide = ({ side }: Crop): number => Math.max(1, Math.round(Math.min(side, CUT_SIDE)));
