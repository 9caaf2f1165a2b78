import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../../api/test/support/eventually.js';
import { makeTenant } from '../../api/test/support/tenant.js';
import { makeChat, texts, until, watch } from './support/chats.js';
import { installLocalStorage, removeLocalStorage } from './support/web-storage.js';

describe('two tabs of one browser', () => {
  let area: Map<string, string>;
  beforeEach(() => {
    area = installLocalStorage();
  });
  afterEach(removeLocalStorage);

  /** The same page in two tabs, the second opened when the first has a session. */
  async function tabs(key: string) {
    const one = makeChat({ key, session: 'none', storage: 'browser' });
    const first = watch(one.room({ slug: 'lobby' }));
    await first.send('hello');
    const other = makeChat({ key, session: 'none', storage: 'browser' });
    const second = watch(other.room({ slug: 'lobby' }));
    await until(second, ({ items }) => items.length === 1);
    return { one, first, other, second };
  }

  it('are one person, with the same messages as their own', async () => {
    const { key } = await makeTenant();
    const { one, first, other, second } = await tabs(key);
    expect(other.session.get().user).toEqual(one.session.get().user);
    await second.send('from the other');
    await until(first, ({ items }) => items.length === 2 && items.every(({ own }) => own));
    expect(texts(first)).toEqual(texts(second));
  });

  it('that read as visitors both have the session that one of them gets', async () => {
    const { key } = await makeTenant();
    const [one, other] = [0, 1].map(() => makeChat({ key, session: 'none', storage: 'browser' }));
    if (!one || !other) throw new Error('two tabs');
    for (const chat of [one, other])
      await until(watch(chat.room({ slug: 'lobby' })), ({ status }) => status === 'ready');
    const user = await one.session.guest();
    await eventually(() => expect(other.session.get()).toMatchObject({ status: 'active', user }));
  });

  it('are both signed up when one is', async () => {
    const { key } = await makeTenant();
    const { one, other, second } = await tabs(key);
    const user = await one.session.register({ username: `ada${Date.now()}`, password: 'correct horse battery' });
    await eventually(() => expect(other.session.get()).toMatchObject({ status: 'active', user }));
    await second.send('still here');
    await until(second, ({ items }) => items.length === 2 && items.every(({ own }) => own));
  });

  it('are both without a session when one logs out, and nothing of it is kept', async () => {
    const { key } = await makeTenant();
    const { one, other, second } = await tabs(key);
    await one.session.logout();
    await eventually(() => expect(other.session.get()).toEqual({ status: 'none', user: null, error: null }));
    expect(area.size).toBe(0);
    await until(second, ({ items }) => items.every(({ own }) => !own));
    await eventually(() => expect(other.connection.get().status).toBe('idle'));
  });

  it('after a reload have the session and the history', async () => {
    const { key } = await makeTenant();
    const { one } = await tabs(key);
    const { user } = one.session.get();
    await one.close();
    const again = makeChat({ key, session: 'none', storage: 'browser' });
    const { items } = await until(again.room({ slug: 'lobby' }), (timeline) => timeline.items.length === 1);
    expect(again.session.get().user).toEqual(user);
    expect(items[0]?.own).toBe(true);
  });
});
