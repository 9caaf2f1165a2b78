import { describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import type { Problem } from '../../src/common/errors/problem.js';
import type { Me } from '../../src/users/user.schema.js';
import { guestWithPicture, putAvatar } from '../support/avatars.js';
import { blackPng, film, formOf, noise, picture } from '../support/pictures.js';
import { givenServerWithFiles } from '../support/server-with-files.js';
import { makeTenant } from '../support/tenant.js';

const given = givenServerWithFiles();
const { load } = given;

describe('what is not such a picture', () => {
  /** Refused by its code, with nothing stored: no file, and the user as before. */
  async function expectRefused(body: unknown, status: number, code: string, path?: string): Promise<void> {
    const other = await makeTenant({ url: given.server.url });
    const user = await other.guest();
    const answer = await user.rest<Problem>('PUT', '/v1/me/avatar', body);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    if (path !== undefined) expect(answer.body.errors?.map((error) => error.path)).toEqual([path]);
    expect((await user.rest<Me>('GET', '/v1/me')).body.avatarUrl).toBeNull();
    expect(await given.server.keys(other.id)).toEqual([]);
  }

  it.each([
    ['an SVG', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>'],
    ['XML with entities', '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><svg>&e;</svg>'],
    ['a page', '<!doctype html><script>alert(1)</script>'],
    ['a PDF', '%PDF-1.7\n%EOF'],
    ['text', 'hello'],
    ['nothing', ''],
  ])('is refused: %s that says it is image/png', (_what, text) =>
    expectRefused(formOf(Buffer.from(text), { type: 'image/png' }), 415, 'unsupported_type', '/file'),
  );

  it('is refused: TIFF, which the library could read', async () => {
    const tiff = await sharp(await picture('png'))
      .tiff()
      .toBuffer();
    await expectRefused(formOf(tiff), 415, 'unsupported_type');
  });

  it.each(['png', 'jpeg', 'webp', 'gif', 'avif'] as const)(
    'is refused: half a %s, and its beginning alone',
    async (format) => {
      const whole = await noise(format, 200, 200);
      await expectRefused(formOf(whole.subarray(0, whole.length / 2)), 422, 'invalid_image');
      await expectRefused(formOf(whole.subarray(0, 16)), 422, 'invalid_image');
    },
  );

  it('is refused: noise that begins like a picture', async () => {
    const [head, rest] = [(await picture('png')).subarray(0, 8), await noise('png', 50, 50)];
    await expectRefused(formOf(Buffer.concat([head, rest.subarray(100)])), 422, 'invalid_image');
  });

  it.each([
    [30_000, 30_000],
    [60_000, 60_000],
    [900_000, 28],
    [5_001, 5_000],
  ])('is refused by its header: a small PNG of %i x %i pixels', async (widthPx, heightPx) => {
    // Pixels that are not there would be missed by whoever decodes.
    const bomb = blackPng(widthPx, heightPx, Buffer.from('789c030000000001', 'hex'));
    expect(bomb.length).toBeLessThan(100);
    await expectRefused(formOf(bomb), 422, 'image_too_large');
  });

  it.each([
    ['jpeg', 'image/png'],
    ['png', 'image/jpeg'],
    ['webp', 'image/gif'],
    ['gif', 'text/html'],
    ['avif', 'image/heic'],
  ] as const)('is refused: a %s that says it is %s', async (format, type) => {
    await expectRefused(formOf(await picture(format), { type }), 422, 'invalid_image', '/file');
  });

  it.each(['png', 'jpeg', 'webp', 'gif', 'avif'] as const)(
    'is refused: a %s with another file behind it',
    async (format) => {
      const type = `image/${format}`;
      const zip = Buffer.from(`504b0506${'00'.repeat(18)}`, 'hex');
      for (const hidden of [Buffer.from('<html><script>alert(1)</script></html>'), zip, await picture('webp', 8, 8)]) {
        const both = Buffer.concat([await picture(format), hidden]);
        await expectRefused(formOf(both, { type }), 422, 'invalid_image', '/file');
      }
    },
  );

  it('is refused: a film of 1,001 frames', async () => {
    await expectRefused(formOf(await film('gif', 1_001)), 422, 'invalid_image');
  });

  it('is refused: a file of one byte more than 5 MiB, and one of far more', async () => {
    const limit = 5 * 1024 * 1024;
    const png = await picture('png');
    const padded = (bytes: number) => Buffer.concat([png, Buffer.alloc(bytes - png.length)]);
    await expectRefused(formOf(padded(limit + 1)), 413, 'file_too_large');
    await expectRefused(formOf(padded(limit * 4)), 413, 'file_too_large');
    await guestWithPicture(given.tenant, padded(limit));
  });

  it('is refused: another field, none, two files, a text, or a text beside the file', async () => {
    const png = await picture('png');
    await expectRefused(formOf(png, { field: 'avatar' }), 400, 'validation_failed', '/avatar');
    await expectRefused(formOf(png, { field: 'a/b~c' }), 400, 'validation_failed', '/a~1b~0c');
    await expectRefused(new FormData(), 400, 'validation_failed', '/file');
    await expectRefused(undefined, 400, 'validation_failed', '/file');
    const two = formOf(png);
    two.append('file', new Blob([Uint8Array.from(png)]), 'two.png');
    await expectRefused(two, 400, 'validation_failed', '/file');
    const text = new FormData();
    text.append('file', 'text');
    await expectRefused(text, 400, 'validation_failed', '/file');
    const beside = formOf(png);
    beside.append('displayName', 'Ada');
    await expectRefused(beside, 400, 'validation_failed', '/displayName');
    const many = new FormData();
    for (let n = 0; n < 1_000; n += 1) many.append(`field${n}`, 'x');
    await expectRefused(many, 400, 'validation_failed', '/field0');
  });

  it('is refused: JSON, bytes, a form of the other kind, and a query', async () => {
    await expectRefused({ file: 'x' }, 415, 'unsupported_media_type');
    const user = await given.tenant.guest();
    const send = (type: string, body: unknown, query = '') =>
      given.tenant.rest<Problem>('PUT', `/v1/me/avatar${query}`, {
        bearer: user.token,
        headers: { 'Content-Type': type },
        body,
      });
    for (const type of ['image/png', 'application/x-www-form-urlencoded', 'multipart/mixed; boundary=x']) {
      expect((await send(type, 'file=x')).body).toMatchObject({ status: 415, code: 'unsupported_media_type' });
    }
    expect((await send('multipart/form-data; boundary=x', '--x--', '?size=64')).body).toMatchObject({
      code: 'validation_failed',
      errors: [{ path: '/size' }],
    });
  });

  it.each([
    ['no boundary', 'multipart/form-data', '--x\r\n'],
    [
      'no end',
      'multipart/form-data; boundary=x',
      '--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nPNG',
    ],
    ['nothing of what it announced', 'multipart/form-data; boundary=x', 'hello'],
    ['a header that is none', 'multipart/form-data; boundary=x', '--x\r\n\u0001: \r\n\r\n\r\n--x--\r\n'],
    [
      'a file of no name',
      'multipart/form-data; boundary=x',
      '--x\r\nContent-Disposition: form-data; filename="a"\r\n\r\nPNG\r\n--x--\r\n',
    ],
    [
      'a text of an empty name',
      'multipart/form-data; boundary=x',
      '--x\r\nContent-Disposition: form-data; name=""\r\n\r\nx\r\n--x--\r\n',
    ],
    ['a header of 20 KiB', 'multipart/form-data; boundary=x', `--x\r\nA: ${'x'.repeat(20_000)}\r\n\r\n\r\n--x--\r\n`],
  ])('is refused: a body with %s', async (_what, type, body) => {
    const user = await given.tenant.guest();
    const answer = await given.tenant.rest<Problem>('PUT', '/v1/me/avatar', {
      bearer: user.token,
      headers: { 'Content-Type': type },
      body,
    });
    expect(answer.body).toMatchObject({ status: 400, code: 'malformed_multipart' });
  });

  it('is refused where an operation takes none', async () => {
    const user = await given.tenant.guest();
    const answer = await user.rest<Problem>('PATCH', '/v1/me', formOf(await picture('png')));
    expect(answer.body).toMatchObject({ status: 415, code: 'unsupported_media_type' });
  });

  it('is refused from whom is nobody, before it is read', async () => {
    const form = formOf(await picture('png'));
    expect((await given.tenant.rest('PUT', '/v1/me/avatar', { body: form })).body).toMatchObject({
      code: 'unauthenticated',
    });
    expect((await given.tenant.rest('DELETE', '/v1/me/avatar')).body).toMatchObject({ code: 'unauthenticated' });
    const bySecret = await given.tenant.rest('PUT', '/v1/me/avatar', { bearer: given.tenant.secretKey, body: form });
    expect(bySecret.body).toMatchObject({ status: 400, code: 'user_required' });
  });

  it('leaves the picture that is there', async () => {
    const { user, url } = await guestWithPicture(given.tenant);
    const before = await given.server.keys(given.tenant.id);
    expect((await putAvatar<Problem>(user, formOf(Buffer.from('GIF89a')))).body.code).toBe('invalid_image');
    expect((await user.rest<Me>('GET', '/v1/me')).body.avatarUrl).toBe(url);
    expect((await load(url)).status).toBe(200);
    expect(await given.server.keys(given.tenant.id)).toEqual(before);
  });
});
