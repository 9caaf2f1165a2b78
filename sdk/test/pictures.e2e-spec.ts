import { describe, expect, it } from '@jest/globals';
import { testServerUrl } from '../../api/test/support/environment.js';
import { picture } from '../../api/test/support/pictures.js';
import { makeTenant } from '../../api/test/support/tenant.js';
import { makeChat, until, watch } from './support/chats.js';

const blob = async (): Promise<Blob> => new Blob([Uint8Array.from(await picture('png'))], { type: 'image/png' });

describe('a picture of oneself', () => {
  it('is set, seen by others at once and by those who come later, replaced, and taken away', async () => {
    const { key } = await makeTenant();
    const [ada, bo] = [makeChat({ key }), makeChat({ key })];
    const { authorId } = await ada.room({ slug: 'lobby' }).send('hello');
    const room = watch(bo.room({ slug: 'lobby' }));
    await until(room, ({ users }) => users[authorId]?.avatarUrl === null);

    const { avatarUrl } = await ada.session.setAvatar(await blob());
    expect(avatarUrl).toMatch(`${testServerUrl()}/avatars/`);
    expect(ada.session.get().user).toMatchObject({ id: authorId, avatarUrl });
    expect((await ada.session.me()).avatarUrl).toBe(avatarUrl);
    const shown = await fetch(avatarUrl ?? '');
    expect([shown.status, shown.headers.get('Content-Type')]).toEqual([200, 'image/webp']);
    await until(room, ({ users }) => users[authorId]?.avatarUrl === avatarUrl);
    const visitor = makeChat({ key, session: 'none' });
    await until(watch(visitor.room({ slug: 'lobby' })), ({ users }) => users[authorId]?.avatarUrl === avatarUrl);

    const next = (await ada.session.setAvatar(await blob())).avatarUrl;
    expect(next).not.toBe(avatarUrl);
    await until(room, ({ users }) => users[authorId]?.avatarUrl === next);
    expect((await fetch(avatarUrl ?? '')).status).toBe(404);

    await ada.session.removeAvatar();
    expect(ada.session.get().user?.avatarUrl).toBeNull();
    await until(room, ({ users }) => users[authorId]?.avatarUrl === null);
    await ada.session.removeAvatar();
  });

  it('is refused with a code that says why', async () => {
    const { key } = await makeTenant();
    const ada = makeChat({ key });
    await expect(ada.session.setAvatar(new Blob(['<svg/>'], { type: 'image/svg+xml' }))).rejects.toMatchObject({
      code: 'unsupported_type',
      status: 415,
      retryable: false,
    });
    await expect(ada.session.setAvatar(new Blob([new Uint8Array(5 * 1024 * 1024 + 1)]))).rejects.toMatchObject({
      code: 'file_too_large',
      status: 413,
    });
    const ended = AbortSignal.abort(new Error('not wanted any more'));
    await expect(ada.session.setAvatar(await blob(), { signal: ended })).rejects.toThrow('not wanted any more');
    expect((await ada.session.me()).avatarUrl).toBeNull();
  });
});
