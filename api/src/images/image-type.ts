/** The kinds of pictures that are taken. */
export type ImageType = 'png' | 'jpeg' | 'gif' | 'webp' | 'avif';

const startsWith = (bytes: Buffer, text: string, at = 0): boolean =>
  bytes.toString('latin1', at, at + text.length) === text;

/** Longest list of brands that is read, in bytes: real files name fewer than ten, of four bytes each. */
const maxBrandBytes = 256;

/** Whether an ISO media file (AVIF, HEIC, MP4 …) says of itself that it is AVIF: its first box names the brands that it is of. */
function isAvif(bytes: Buffer): boolean {
  if (bytes.length < 16 || !startsWith(bytes, 'ftyp', 4)) return false;
  const end = Math.min(bytes.readUInt32BE(0), bytes.length, maxBrandBytes);
  // The main brand, four bytes of version, then the others.
  const places = [8, ...Array.from({ length: Math.max(0, (end - 16) >> 2) }, (_, n) => 16 + n * 4)];
  return places.some((at) => startsWith(bytes, 'avif', at) || startsWith(bytes, 'avis', at));
}

/**
 * What kind of picture the content begins like, whatever its sender calls it; `undefined` = none that is taken. Whether
 * it really is one, decoding tells.
 */
export function imageTypeOf(bytes: Buffer): ImageType | undefined {
  if (startsWith(bytes, '\x89PNG\r\n\x1a\n')) return 'png';
  if (startsWith(bytes, '\xff\xd8\xff')) return 'jpeg';
  if (startsWith(bytes, 'GIF87a') || startsWith(bytes, 'GIF89a')) return 'gif';
  if (startsWith(bytes, 'RIFF') && startsWith(bytes, 'WEBP', 8)) return 'webp';
  return isAvif(bytes) ? 'avif' : undefined;
}

/** How senders call each kind, in the type that they declare. */
const mediaTypes: Record<ImageType, readonly string[]> = {
  png: ['image/png', 'image/apng', 'image/x-png'],
  jpeg: ['image/jpeg', 'image/jpg', 'image/pjpeg'],
  gif: ['image/gif'],
  webp: ['image/webp'],
  avif: ['image/avif', 'image/avif-sequence'],
};

/** What a sender says who does not know; the second is what a part of a form is that declares nothing. */
const unknownTypes = ['application/octet-stream', 'text/plain'];

/** Whether a file of that kind may be declared so; `undefined` = its sender said nothing. */
export const isDeclaredAs = (type: ImageType, declared: string | undefined): boolean =>
  declared === undefined || [...mediaTypes[type], ...unknownTypes].includes(declared.toLowerCase());
