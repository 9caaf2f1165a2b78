import { describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import type { Session } from '../../src/auth/auth.schema.js';
import type { BookmarkIds, BookmarkPage } from '../../src/bookmarks/bookmark.schema.js';
import type { Message } from '../../src/messages/message.schema.js';
import { password, register } from '../support/account.js';
import { testDatabaseUrl } from '../support/environment.js';
import { Forum } from '../support/forum.js';
import type { TestUser } from '../support/tenant.js';

const mark = async (forum: Forum, user: TestUser, message: Message) => {
  const { status } = await user.rest('PUT', `${forum.at(message)}/bookmark`);
  expect(status).toBe(200);
};
const listed = async (user: TestUser) =>
  (await user.rest<BookmarkPage>('GET', '/v1/me/bookmarks')).body.items.map(({ message }) => message.id);
const markedIds = async (user: TestUser) =>
  (await user.rest<BookmarkIds>('GET', '/v1/me/bookmarks/ids')).body.messageIds;

/** Ada logs in, and the guest has become her. */
async function merge({ tenant }: Forum, guest: TestUser): Promise<TestUser> {
  const body = { login: 'ada', password, mergeGuest: true };
  const { status, body: session } = await tenant.rest<Session>('POST', '/v1/auth/login', { bearer: guest.token, body });
  expect(status).toBe(200);
  return tenant.user(session);
}

async function withAdmin(run: (admin: DataSource) => Promise<unknown>): Promise<void> {
  const admin = await new DataSource({ type: 'postgres', url: testDatabaseUrl() }).initialize();
  await run(admin).finally(() => admin.destroy());
}

/** Bookmarks that somebody put long ago, on what is not there any more. */
const fill = ({ tenant, room }: Forum, { id }: TestUser, count: number) =>
  withAdmin((admin) =>
    admin.query(
      `INSERT INTO bookmarks (tenant_id, user_id, message_id, room_id, created_at)
       SELECT $1, $2, gen_random_uuid(), $3, now() - interval '1 year' FROM generate_series(1, $4::int)`,
      [tenant.id, id, room.id, count],
    ),
  );

describe('bookmarks of a guest who becomes an account', () => {
  it('are the account’s, in the order in which they were put, once where both had it; the seat comes along', async () => {
    const forum = await Forum.make({ type: 'private' });
    const { member: guest, owner, tenant } = forum;
    const ada = await register(tenant);
    await owner.rest('POST', `${forum.path}/members`, { userId: ada.id });
    const sent: Message[] = [];
    for (let n = 0; n < 4; n += 1) sent.push(await forum.say(owner));
    const [one, two, three, four] = sent as [Message, Message, Message, Message];
    await mark(forum, guest, one);
    await mark(forum, ada, two);
    await mark(forum, guest, three);
    await mark(forum, ada, one);
    await mark(forum, guest, four);
    await ada.rest('DELETE', `${forum.path}/members/me`);
    expect(await listed(ada)).toEqual([]);
    const account = await merge(forum, guest);
    expect(account.id).toBe(ada.id);
    expect(await listed(account)).toEqual([four.id, one.id, three.id, two.id]);
    expect(await markedIds(account)).toHaveLength(4);
    await withAdmin(async (admin) =>
      expect(
        await admin.query('SELECT FROM bookmarks WHERE tenant_id = $1 AND user_id = $2', [tenant.id, guest.id]),
      ).toEqual([]),
    );
  });

  it('are as many as fit, the last ones', async () => {
    const forum = await Forum.make();
    const { member: guest, owner, tenant } = forum;
    const ada = await register(tenant);
    const [early, both, late] = [await forum.say(owner), await forum.say(owner), await forum.say(owner)];
    await fill(forum, ada, 998);
    await mark(forum, ada, both);
    for (const message of [early, both, late]) await mark(forum, guest, message);
    const account = await merge(forum, guest);
    expect(await listed(account)).toEqual([late.id, both.id]);
    expect(await markedIds(account)).toHaveLength(1_000);
  });
});

describe('bookmarks of somebody who leaves for good', () => {
  it('go with them, and those of others stay', async () => {
    const forum = await Forum.make();
    const sent = await forum.say(forum.owner);
    for (const user of [forum.member, forum.other]) await mark(forum, user, sent);
    expect((await forum.member.rest('DELETE', '/v1/me', { confirm: true })).status).toBe(204);
    await withAdmin(async (admin) =>
      expect(await admin.query('SELECT user_id FROM bookmarks WHERE tenant_id = $1', [forum.tenant.id])).toEqual([
        { user_id: forum.other.id },
      ]),
    );
    expect(await listed(forum.other)).toEqual([sent.id]);
  });
});
