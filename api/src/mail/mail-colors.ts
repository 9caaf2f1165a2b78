/** Least contrast of text to what is behind it, as WCAG 2.2 AA wants it. */
const readable = 4.5;

/** Text where the tenant's colour would be too light for it. */
const plainInk = '#1c1c21';

const linear = (part: number): number => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);

/** Relative luminance as WCAG 2.2 defines it, 0 to 1. */
function luminance(color: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => linear(parseInt(color.slice(at, at + 2), 16) / 255));
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
}

/**
 * Contrast ratio of two colours as WCAG 2.2 defines it, 1 to 21.
 * @param a `#rrggbb`, and `b` too
 */
export function contrast(a: string, b: string): number {
  const [one, other] = [luminance(a), luminance(b)];
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}

/**
 * What text on a colour is written in: white where it can be read, else black. One of the two always can: white misses
 * 4.5:1 only on colours of luminance above 0.183, on which black has more than 4.6:1.
 */
export const onFill = (fill: string): string => (contrast(fill, '#ffffff') >= readable ? '#ffffff' : '#000000');

/** A colour as that of text on white: itself where it can be read, else nearly black. */
export const inkOf = (color: string): string => (contrast(color, '#ffffff') >= readable ? color : plainInk);
