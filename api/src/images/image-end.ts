import { boxesEnd } from './box-end.js';
import type { ImageType } from './image-type.js';
import { isCameraMade, jpegEnd } from './jpeg-end.js';

/** Chunks, the last of which is called IEND. */
function pngEnd(bytes: Buffer): number | undefined {
  let at = 8;
  while (at + 12 <= bytes.length) {
    const isLast = bytes.toString('latin1', at + 4, at + 8) === 'IEND';
    at += 12 + bytes.readUInt32BE(at);
    if (isLast) return at;
  }
  return undefined;
}

/** The length of a table of colours, as the flags say that announce it. */
const tableBytes = (flags: number): number => ((flags & 0x80) === 0 ? 0 : 3 << ((flags & 7) + 1));

/** Blocks, each of which is parted in pieces of up to 255 bytes; some encoders leave the trailer out. */
function gifEnd(bytes: Buffer): number | undefined {
  let at = 13 + tableBytes(bytes[10] ?? 0);
  while (at < bytes.length) {
    const kind = bytes[at];
    if (kind === 0x3b) return at + 1;
    if (kind === 0x21) at += 2;
    else if (kind === 0x2c) at += 11 + tableBytes(bytes[at + 9] ?? 0);
    else return undefined;
    while (bytes[at]) at += 1 + (bytes[at] ?? 0);
    at += 1;
  }
  return at === bytes.length ? at : undefined;
}

const webpEnd = (bytes: Buffer): number | undefined => (bytes.length < 8 ? undefined : 8 + bytes.readUInt32LE(4));

const ends: Record<ImageType, (bytes: Buffer) => number | undefined> = {
  png: pngEnd,
  jpeg: jpegEnd,
  gif: gifEnd,
  webp: webpEnd,
  avif: boxesEnd,
};

/**
 * Whether a file is a picture of that kind from its first byte to its last: it ends where its own structure says. Behind
 * that there may be zeros, with which some programs fill up, and behind a JPEG what cameras put there (`isCameraMade`).
 * What stands inside the structure, as a comment does, is not judged: pictures are made anew from their pixels.
 * @returns false also where the end is missing
 */
export function isWholePicture(type: ImageType, bytes: Buffer): boolean {
  const end = ends[type](bytes);
  if (end === undefined || end > bytes.length) return false;
  return bytes.subarray(end).every((byte) => byte === 0) || (type === 'jpeg' && isCameraMade(bytes, end));
}
