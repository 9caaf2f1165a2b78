import type { Metadata } from 'sharp';
import { DomainError } from '../common/errors/domain-error.js';
import { isWholePicture } from './image-end.js';
import { imageTypeOf, isDeclaredAs } from './image-type.js';
import { loadSharp, maxImagePixels, readStrictly, type Sharp } from './sharp.js';

/** Quality of WebP at which faces look as they did. */
const quality = 80;

/** A film with more frames than this is not for showing one of them. */
const maxFrames = 1_000;

const invalidImage = (detail?: string) => new DomainError('invalid_image', detail);

/**
 * The middle of a picture as square WebP, once in each size, in the orientation that its camera noted. Everything is made
 * anew from the pixels: no metadata, nothing of the sender's bytes is left. Of a film it is the first frame. What is declared
 * as another kind, or has another file behind it, is refused all the same: whoever sends it means something else.
 * @param bytes whatever somebody sent
 * @param sizesPx widths and heights, in pixels
 * @param declared the media type that its sender gave it
 * @returns in the order of `sizesPx`
 * @throws DomainError unsupported_type | image_too_large | invalid_image
 */
export async function squarePictures(bytes: Buffer, sizesPx: readonly number[], declared?: string): Promise<Buffer[]> {
  const type = imageTypeOf(bytes);
  if (type === undefined) throw new DomainError('unsupported_type');
  if (!isDeclaredAs(type, declared)) throw invalidImage(`It is no ${declared}, but ${type}`);
  if (!isWholePicture(type, bytes)) throw invalidImage('It does not end where such a picture ends');
  const sharp = await loadSharp();
  const sidePx = Math.max(...sizesPx);
  try {
    const { data, info } = await largestSquare(sharp, bytes, sidePx);
    const pictures: Buffer[] = [];
    // One after the other: they are small, and the processor is for chat.
    for (const sizePx of sizesPx) {
      pictures.push(await sharp(data, { raw: info }).resize(sizePx, sizePx).webp({ quality }).toBuffer());
    }
    return pictures;
  } catch (error) {
    throw error instanceof DomainError ? error : invalidImage();
  }
}

/** The pixels of the middle, so many wide and high. */
async function largestSquare(sharp: Sharp, bytes: Buffer, sidePx: number) {
  // Only the header is read: a small file can claim more pixels than there is memory.
  const {
    autoOrient,
    pages = 1,
    ...size
  } = await sharp(bytes, { ...readStrictly, limitInputPixels: false }).metadata();
  if (pixelsOf(size) > maxImagePixels) throw new DomainError('image_too_large');
  if (pages > maxFrames) throw invalidImage();
  const { width, height } = autoOrient;
  const side = Math.min(width, height);
  return sharp(bytes, readStrictly)
    .autoOrient()
    .extract({ left: (width - side) >> 1, top: (height - side) >> 1, width: side, height: side })
    .resize(sidePx, sidePx)
    .raw()
    .toBuffer({ resolveWithObject: true });
}

const pixelsOf = ({ width, height }: Pick<Metadata, 'width' | 'height'>): number => width * height;
