import type { default as sharp, SharpOptions } from 'sharp';

/** The image library. */
export type Sharp = typeof sharp;

/** Readers of the kinds of `ImageType`; no other content reaches any code that reads it. */
const readers = ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Heif'].map((name) => `VipsForeignLoad${name}Buffer`);

/** Most pixels of a picture, width times height. */
export const maxImagePixels = 25_000_000;

/** How pictures of strangers are read: never larger than that, and whole or not at all. */
export const readStrictly = {
  limitInputPixels: maxImagePixels,
  failOn: 'error',
  sequentialRead: true,
} as const satisfies SharpOptions;

let loading: Promise<Sharp> | undefined;

/**
 * The library, loaded by the first picture: a start does not wait for it. One thread for each picture and no memory of
 * earlier ones, since a server has better things to do.
 */
export function loadSharp(): Promise<Sharp> {
  loading ??= import('sharp').then(({ default: library }) => {
    library.concurrency(1);
    library.cache(false);
    library.block({ operation: ['VipsForeignLoad'] });
    library.unblock({ operation: readers });
    return library;
  });
  return loading;
}
