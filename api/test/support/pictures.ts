import { crc32, deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';

/** What a picture is encoded as. */
export type PictureFormat = 'png' | 'jpeg' | 'webp' | 'gif' | 'avif';

const encode = (made: Sharp, format: PictureFormat): Promise<Buffer> => made.toFormat(format).toBuffer();

/** A picture of one colour. */
export function picture(format: PictureFormat, widthPx = 300, heightPx = 200, background = '#c03060'): Promise<Buffer> {
  return encode(sharp({ create: { width: widthPx, height: heightPx, channels: 3, background } }), format);
}

/** A picture of noise, which takes about a byte for each pixel. */
export function noise(format: PictureFormat, widthPx: number, heightPx: number): Promise<Buffer> {
  const create = { width: widthPx, height: heightPx, channels: 3 as const, background: '#808080' };
  return encode(sharp({ create: { ...create, noise: { type: 'gaussian', mean: 128, sigma: 60 } } }), format);
}

/** The pixels of a picture row by row, three bytes each: red, green, blue. */
export async function pixelsOf(bytes: Uint8Array): Promise<{ data: Buffer; widthPx: number; heightPx: number }> {
  const { data, info } = await sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { data, widthPx: info.width, heightPx: info.height };
}

/** Three stripes beside each other: red, green, blue, of which the middle square is all green. */
export async function stripes(widthPx = 300, heightPx = 100): Promise<Sharp> {
  const third = Math.floor(widthPx / 3);
  const stripe = (background: string) => ({
    create: { width: third, height: heightPx, channels: 3 as const, background },
  });
  return sharp({ create: { width: widthPx, height: heightPx, channels: 3, background: '#00ff00' } })
    .composite([
      { input: stripe('#ff0000'), left: 0, top: 0 },
      { input: stripe('#0000ff'), left: widthPx - third, top: 0 },
    ])
    .png()
    .toBuffer()
    .then((made) => sharp(made));
}

/** A film of so many frames: one black, then red and blue in turns. */
export async function film(format: 'gif' | 'webp', frames: number): Promise<Buffer> {
  const [black, red, blue] = await Promise.all(['#000000', '#ff0000', '#0000ff'].map((of) => picture('png', 8, 8, of)));
  const all = Array.from({ length: frames }, (_, n) => (n === 0 ? black : n % 2 === 0 ? red : blue) ?? Buffer.alloc(0));
  return encode(sharp(all, { join: { animated: true } }), format);
}

function chunk(type: string, body: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  const made = Buffer.alloc(typed.length + 8);
  made.writeUInt32BE(body.length, 0);
  typed.copy(made, 4);
  made.writeUInt32BE(crc32(typed), typed.length + 4);
  return made;
}

/**
 * A small PNG that is right in all it says and has so many pixels, all black.
 * @param idat compressed bytes of the pixels, else as many as it takes
 */
export function blackPng(widthPx: number, heightPx: number, idat?: Buffer): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(widthPx, 0);
  header.writeUInt32BE(heightPx, 4);
  // One bit for each pixel, grey.
  header[8] = 1;
  const row = 1 + Math.ceil(widthPx / 8);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', idat ?? deflateSync(Buffer.alloc(row * heightPx))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A form with one file in it, of which nothing is declared unless `type` says so. */
export function formOf(bytes: Uint8Array, { field = 'file', name = 'me.png', type = '' } = {}): FormData {
  const form = new FormData();
  form.append(field, new Blob([Uint8Array.from(bytes)], { type }), name);
  return form;
}
