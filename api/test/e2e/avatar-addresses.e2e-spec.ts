import { describe, expect, it } from '@jest/globals';
import type { Problem } from '../../src/common/errors/problem.js';
import { guestWithPicture } from '../support/avatars.js';
import { givenServerWithFiles } from '../support/server-with-files.js';

const given = givenServerWithFiles();
const { load } = given;

describe('the address of a picture', () => {
  it('is kept for ever by whoever loads it, from pages of every site', async () => {
    const { url } = await guestWithPicture(given.tenant);
    const { status, headers } = await load(url, { headers: { Origin: 'https://elsewhere.example' } });
    expect(status).toBe(200);
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'image/webp',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'cross-origin',
      'access-control-allow-origin': '*',
      'content-security-policy': "default-src 'none'; sandbox",
      etag: expect.stringMatching(/^"[^"]+"$/),
    });
    expect(headers.get('Access-Control-Allow-Credentials')).toBeNull();
  });

  it('answers 304 to whom has it, each size for itself, and a HEAD without the picture', async () => {
    const { user, url } = await guestWithPicture(given.tenant);
    const etags = new Set<string>();
    for (const address of [`${url}?size=64`, url, `${url}?size=512`]) {
      const etag = (await load(address)).headers.get('ETag') ?? '';
      etags.add(etag);
      const again = await load(address, { headers: { 'If-None-Match': etag } });
      expect([again.status, (await again.arrayBuffer()).byteLength]).toEqual([304, 0]);
      expect((await load(address, { headers: { 'If-None-Match': '"another"' } })).status).toBe(200);
      const head = await load(address, { method: 'HEAD' });
      expect([head.status, head.headers.get('ETag'), (await head.text()).length]).toEqual([200, etag, 0]);
    }
    expect(etags.size).toBe(3);
    await user.rest('DELETE', '/v1/me/avatar');
    for (const etag of etags) expect((await load(url, { headers: { 'If-None-Match': etag } })).status).toBe(404);
  });

  it('leads nowhere else', async () => {
    const { url } = await guestWithPicture(given.tenant);
    const [, , tenantId = '', name = ''] = url.split('/');
    const unknown = '01a1fdf1-cc0c-4444-bf5e-d80af334dd15';
    for (const path of [
      `/avatars/${tenantId}/${unknown}.webp`,
      `/avatars/${unknown}/${name}`,
      `/avatars/${tenantId}/${name.replace('.webp', '-64.webp')}`,
      `/avatars/${tenantId}/${name.toUpperCase()}`,
      `/avatars/${tenantId}/${name}/`,
      `/avatars/${tenantId}/..%2f..%2foperator.key`,
      `/avatars/..%2f${tenantId}/${name}`,
      `/avatars/${tenantId}%2favatars/${name}`,
      `/avatars/%00/${name}`,
      `/avatars/${tenantId}/%00.webp`,
      `/avatars/${tenantId}/`,
      '/avatars/',
      `${url}?size=65`,
      `${url}?size=`,
      `${url}?size=0x40`,
      `${url}?size=64&size=128`,
      `${url}?size=../64`,
    ]) {
      const answer = await fetch(`${given.server.url}${path}`);
      const body = (await answer.json()) as Problem;
      expect([path, answer.status, body.code]).toEqual([path, 404, 'not_found']);
    }
    expect((await load(url, { method: 'POST' })).status).toBe(404);
  });
});
