/** A colour in sRGB, each part from 0 to 1. */
export interface Rgb {
  readonly r: number;
  readonly g: number;
  readonly b: number;
}

const white: Rgb = { r: 1, g: 1, b: 1 };
const black: Rgb = { r: 0, g: 0, b: 0 };

const linear = (part: number): number => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);

/** Relative luminance as WCAG 2.2 defines it, 0 to 1. */
const luminance = ({ r, g, b }: Rgb): number => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);

/** Contrast ratio of two colours as WCAG 2.2 defines it, 1 to 21. */
export function contrast(a: Rgb, b: Rgb): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/**
 * Text colour for a fill: white where white can be read, else black. One of the two always reaches 4.5:1, because
 * white misses it only on fills of luminance above 0.183, on which black has more than 4.6:1.
 */
export const onFill = (fill: Rgb): Rgb => (contrast(fill, white) >= 4.5 ? white : black);

const mix = (a: Rgb, b: Rgb, share: number): Rgb => ({
  r: a.r + (b.r - a.r) * share,
  g: a.g + (b.g - a.g) * share,
  b: a.b + (b.b - a.b) * share,
});

/**
 * The nearest colour to `ink` that can be read on `surface`: mixed with black or white, whichever the surface needs, in
 * steps of a twentieth.
 * @param ratio contrast to reach, at most 4.5: black or white always gets there
 */
export function readableOn(ink: Rgb, surface: Rgb, ratio: number): Rgb {
  const target = onFill(surface);
  for (let step = 0; step < 20; step += 1) {
    const candidate = mix(ink, target, step / 20);
    if (contrast(candidate, surface) >= ratio) return candidate;
  }
  return target;
}

/**
 * Reads a computed colour: `rgb(91, 91, 214)`, `rgb(91 91 214 / 50%)` or `color(srgb 0.36 0.36 0.84)`.
 * Parts outside of sRGB are cut off; transparency is ignored.
 * @returns null for any other notation
 */
export function parseComputedColor(value: string): Rgb | null {
  const match = /^(rgba?|color)\((?:srgb )?\s*([-\d.e]+)[,\s]+([-\d.e]+)[,\s]+([-\d.e]+)/i.exec(value);
  if (match === null) return null;
  const scale = match[1] === 'color' ? 1 : 255;
  const part = (text: string | undefined): number => Math.min(1, Math.max(0, Number(text) / scale));
  const color = { r: part(match[2]), g: part(match[3]), b: part(match[4]) };
  return Number.isNaN(color.r + color.g + color.b) ? null : color;
}

/** `#rrggbb`. */
export function toHex({ r, g, b }: Rgb): string {
  return `#${[r, g, b]
    .map((part) =>
      Math.round(part * 255)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;
}
