import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { film, picture } from '../../test/support/pictures.js';
import { isWholePicture } from './image-end.js';
import type { ImageType } from './image-type.js';

const types = ['png', 'jpeg', 'gif', 'webp', 'avif'] as const satisfies ImageType[];
const script = Buffer.from('<script>alert(1)</script>');
const zeros = (count: number): Buffer => Buffer.alloc(count);

/** A box of an ISO media file. */
function box(name: string, body: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length + 8, 0);
  head.write(name, 4, 'latin1');
  return Buffer.concat([head, body]);
}
const clip = Buffer.concat([
  box('ftyp', Buffer.from('mp42\0\0\0\0isommp42', 'latin1')),
  box('mdat', Buffer.alloc(500, 7)),
  box('moov', zeros(20)),
]);

/** A JPEG with an application segment right behind its first marker. */
function noted(jpeg: Buffer, text: string): Buffer {
  const body = Buffer.from(`http://ns.adobe.com/xap/1.0/\0${text}`, 'latin1');
  const head = Buffer.from('ffe10000', 'hex');
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), head, body, jpeg.subarray(2)]);
}

/** What Samsung's cameras append: blocks, a directory of them, its length, SEFT. */
function samsungNotes(...blocks: Buffer[]): Buffer {
  const directory = Buffer.alloc(12 + 12 * blocks.length);
  directory.write('SEFH', 0, 'latin1');
  directory.writeUInt32LE(106, 4);
  directory.writeUInt32LE(blocks.length, 8);
  blocks.forEach((block, nth) => {
    directory.writeUInt16LE(0x0a01, 12 + nth * 12 + 2);
    directory.writeUInt32LE(Buffer.concat(blocks.slice(nth)).length, 12 + nth * 12 + 4);
    directory.writeUInt32LE(block.length, 12 + nth * 12 + 8);
  });
  const length = Buffer.alloc(4);
  length.writeUInt32LE(directory.length);
  return Buffer.concat([...blocks, directory, length, Buffer.from('SEFT')]);
}

describe('a picture', () => {
  it.each(types)('is whole as it was made: %s', async (type) => {
    const bytes = await picture(type);
    expect(isWholePicture(type, bytes)).toBe(true);
    expect(isWholePicture(type, Buffer.concat([bytes, zeros(3)]))).toBe(type !== 'avif');
  });

  it.each(['gif', 'webp'] as const)('is whole as a film: %s', async (type) => {
    expect(isWholePicture(type, await film(type, 5))).toBe(true);
  });

  it.each(types)('is none with a script, a ZIP or another picture behind it: %s', async (type) => {
    const bytes = await picture(type);
    const others = [script, Buffer.from('PK\x05\x06'), Buffer.concat([zeros(40), script, zeros(40)])];
    for (const other of [...others, await picture(type === 'png' ? 'gif' : 'png')]) {
      expect(isWholePicture(type, Buffer.concat([bytes, other]))).toBe(false);
    }
  });

  // Some encoders end a GIF after any of its blocks.
  it.each(['png', 'jpeg', 'webp', 'avif'] as const)('is none when its end is missing, wherever: %s', async (type) => {
    const bytes = await picture(type);
    for (let length = 16; length < bytes.length - 1; length += 1 + (length % 7)) {
      expect([length, isWholePicture(type, bytes.subarray(0, length))]).toEqual([length, false]);
    }
  });

  it('is judged for any bytes, without a fault', async () => {
    const wholes = await Promise.all(types.map((type) => picture(type)));
    fc.assert(
      fc.property(fc.nat({ max: 4 }), fc.uint8Array({ maxLength: 80 }), fc.nat(), (nth, noise, place) => {
        const bytes = Buffer.from(wholes[nth] ?? []);
        bytes.set(noise.subarray(0, bytes.length), place % Math.max(1, bytes.length - noise.length));
        for (const type of types) expect(typeof isWholePicture(type, bytes)).toBe('boolean');
      }),
    );
  });
});

describe('a photo as cameras write it', () => {
  const jpeg = () => picture('jpeg');

  it('may hold further pictures, with zeros between: previews, depth, brightness', async () => {
    const [main, gain] = [await jpeg(), await picture('jpeg', 40, 30)];
    expect(isWholePicture('jpeg', Buffer.concat([main, gain]))).toBe(true);
    expect(isWholePicture('jpeg', Buffer.concat([main, zeros(100), gain, zeros(7), gain, zeros(9)]))).toBe(true);
    expect(isWholePicture('jpeg', Buffer.concat([main, gain, script]))).toBe(false);
    expect(isWholePicture('jpeg', Buffer.concat([main, gain.subarray(0, gain.length - 2)]))).toBe(false);
  });

  it('may have its film behind it, if it says that it moves', async () => {
    const [still, moving] = [await jpeg(), noted(await jpeg(), '<GCamera:MotionPhoto>1')];
    const older = noted(await jpeg(), 'GCamera:MicroVideo="1"');
    const gain = await picture('jpeg', 40, 30);
    for (const photo of [moving, older]) {
      expect(isWholePicture('jpeg', Buffer.concat([photo, clip]))).toBe(true);
      expect(isWholePicture('jpeg', Buffer.concat([photo, gain, zeros(5), clip]))).toBe(true);
      expect(isWholePicture('jpeg', Buffer.concat([photo, clip, script]))).toBe(false);
      expect(isWholePicture('jpeg', Buffer.concat([photo, script, clip]))).toBe(false);
    }
    expect(isWholePicture('jpeg', Buffer.concat([still, clip]))).toBe(false);
  });

  it('may have the notes of its camera behind it', async () => {
    const photo = await jpeg();
    const notes = samsungNotes(Buffer.from('\0\0\x01\x0aImage_UTC_Data1700000000000', 'latin1'), clip);
    expect(isWholePicture('jpeg', Buffer.concat([photo, notes]))).toBe(true);
    expect(isWholePicture('jpeg', Buffer.concat([photo, zeros(4), await picture('jpeg', 40, 30), notes]))).toBe(true);
    expect(isWholePicture('jpeg', Buffer.concat([photo, script, notes]))).toBe(false);
    expect(isWholePicture('jpeg', Buffer.concat([photo, script, Buffer.from('SEFT')]))).toBe(false);
    expect(isWholePicture('jpeg', Buffer.concat([photo, notes, script]))).toBe(false);
  });

  it('is read once, however many pictures there seem to be', async () => {
    const many = Buffer.alloc(5 * 1024 * 1024, Buffer.from('ffd8ffd9', 'hex'));
    const photo = await jpeg();
    expect(isWholePicture('jpeg', Buffer.concat([photo, many]))).toBe(true);
    expect(isWholePicture('jpeg', Buffer.concat([photo, Buffer.alloc(5 * 1024 * 1024, 0xff)]))).toBe(false);
  });
});
