import { boxesEnd } from './box-end.js';

const startOfImage = Buffer.from('ffd8ff', 'hex');

/** A marker that has no length behind it: restarts, and one that old encoders write. */
const standsAlone = (marker: number): boolean => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7);

/** The next marker behind a scan, whose own bytes stuff each 0xff and may be parted by restarts. */
function scanEnd(bytes: Buffer, from: number): number {
  let at = bytes.indexOf(0xff, from);
  for (; at !== -1; at = bytes.indexOf(0xff, at + 2)) {
    const next = bytes[at + 1] ?? 0;
    if (next !== 0 && !(next >= 0xd0 && next <= 0xd7)) return at;
  }
  return bytes.length;
}

/**
 * Where the JPEG ends that begins at `from`, by its markers.
 * @returns the place behind its end marker; `undefined` = it has none, or something stands between its parts
 */
export function jpegEnd(bytes: Buffer, from = 0): number | undefined {
  let at = from + 2;
  while (at < bytes.length) {
    if (bytes[at] !== 0xff) return undefined;
    // Any number of 0xff may stand before a marker.
    while (bytes[at] === 0xff) at += 1;
    const marker = bytes[at] ?? 0;
    at += 1;
    if (marker === 0xd9) return at;
    if (standsAlone(marker)) continue;
    if (marker < 0xc0 || marker === 0xd8 || at + 2 > bytes.length) return undefined;
    at += bytes.readUInt16BE(at);
    if (marker === 0xda) at = scanEnd(bytes, at);
  }
  return undefined;
}

/**
 * Where the notes begin that Samsung's cameras append: blocks, a directory that says how far before it each begins, its
 * length, `SEFT`.
 * @returns `bytes.length` where there are none
 */
function samsungNotes(bytes: Buffer, from: number): number {
  const end = bytes.length;
  if (end - from < 24 || bytes.toString('latin1', end - 4) !== 'SEFT') return end;
  const directory = end - 8 - bytes.readUInt32LE(end - 8);
  if (directory < from || bytes.toString('latin1', directory, directory + 4) !== 'SEFH') return end;
  const blocks = bytes.readUInt32LE(directory + 8);
  let start = directory;
  for (let nth = 0, at = directory + 12; nth < blocks; nth += 1, at += 12) {
    if (at + 12 > end - 8) return end;
    start = Math.min(start, directory - bytes.readUInt32LE(at + 4));
  }
  return start < from ? end : start;
}

/** The first byte from `at` on that is not zero. */
function behindZeros(bytes: Buffer, at: number): number {
  let next = at;
  while (bytes[next] === 0) next += 1;
  return next;
}

/**
 * Whether all that stands behind the first picture of a JPEG file is what cameras put there: further whole JPEGs (previews,
 * depth, brightness of HDR: the Multi-Picture Format, which is not asked for its index), the film of a photo that says of
 * itself that it moves, Samsung's notes, and zeros between them. Anything else is another file behind the photo.
 */
export function isCameraMade(bytes: Buffer, end: number): boolean {
  const stop = samsungNotes(bytes, end);
  const head = bytes.subarray(0, end);
  let at = end;
  while (at < stop) {
    const next = behindZeros(bytes, at);
    if (next >= stop) return true;
    if (bytes.subarray(next, next + 3).equals(startOfImage)) {
      at = jpegEnd(bytes, next) ?? Infinity;
    } else {
      // The length of a film's first box begins with zeros.
      const film = bytes.indexOf('ftyp', next, 'latin1') - 4;
      if (film < at || film > next || !(head.includes('MotionPhoto') || head.includes('MicroVideo'))) return false;
      at = boxesEnd(bytes.subarray(0, stop), film) ?? Infinity;
    }
    if (at > stop) return false;
  }
  return true;
}
