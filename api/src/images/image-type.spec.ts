import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { imageTypeOf, isDeclaredAs } from './image-type.js';

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');
/** The first box of an ISO media file. */
const ftyp = (main: string, ...others: string[]): Buffer => {
  const box = bytes(`\0\0\0\0ftyp${main}\0\0\0\0${others.join('')}`);
  box.writeUInt32BE(box.length, 0);
  return box;
};

describe('the kind of a picture', () => {
  it.each([
    ['png', bytes('\x89PNG\r\n\x1a\n…')],
    ['jpeg', bytes('\xff\xd8\xff\xe0')],
    ['gif', bytes('GIF87a')],
    ['gif', bytes('GIF89a')],
    ['webp', bytes('RIFF\x10\0\0\0WEBPVP8 ')],
    ['avif', ftyp('avif', 'mif1')],
    ['avif', ftyp('avis')],
    ['avif', ftyp('mif1', 'miaf', 'avif')],
  ])('is %s by how its content begins', (type, content) => {
    expect(imageTypeOf(content)).toBe(type);
  });

  it.each([
    ['nothing', ''],
    ['text', 'hello'],
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg"/>'],
    ['XML', '<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'],
    ['HTML', '<!doctype html><script>alert(1)</script>'],
    ['PDF', '%PDF-1.7'],
    ['BMP', 'BM\x46\0\0\0'],
    ['TIFF', 'II*\0'],
    ['a sound', 'RIFF\x10\0\0\0WAVEfmt '],
    ['a PNG that begins later', ' \x89PNG\r\n\x1a\n'],
    ['a part of a signature', '\x89PNG\r\n'],
  ])('is none for %s', (_what, text) => {
    expect(imageTypeOf(bytes(text))).toBeUndefined();
  });

  it.each([
    ['HEIC', ftyp('heic', 'mif1', 'heix')],
    ['a film', ftyp('isom', 'iso2', 'avc1', 'mp41')],
    ['a box that is longer than the file', ftyp('heic').fill(0xff, 0, 4)],
    ['a brand behind the box', Buffer.concat([ftyp('heic', 'mif1'), bytes('avif')])],
  ])('is none for %s', (_what, content) => {
    expect(imageTypeOf(content)).toBeUndefined();
  });

  it('is found out of any bytes without a fault', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), fc.boolean(), (content, isMedia) => {
        const all = isMedia ? Buffer.concat([ftyp('heic').subarray(0, 8), content]) : Buffer.from(content);
        expect([undefined, 'png', 'jpeg', 'gif', 'webp', 'avif']).toContain(imageTypeOf(all));
      }),
    );
  });
});

describe('the type that a sender declares', () => {
  it('may be any name of the kind, or none', () => {
    for (const type of ['image/jpeg', 'image/jpg', 'IMAGE/JPEG', 'image/pjpeg', undefined]) {
      expect(isDeclaredAs('jpeg', type)).toBe(true);
    }
    for (const type of ['application/octet-stream', 'text/plain']) expect(isDeclaredAs('png', type)).toBe(true);
  });

  it('may not be another one', () => {
    for (const type of ['image/png', 'image/svg+xml', 'text/html', 'image/*', 'jpeg', 'image/jpeg2']) {
      expect(isDeclaredAs('jpeg', type)).toBe(false);
    }
  });
});
