import { describe, expect, it } from '@jest/globals';
import { picture } from '../../api/test/support/pictures.js';
import { eventually } from '../../api/test/support/eventually.js';
import type { TestUser } from '../../api/test/support/tenant.js';
import type { Room } from '../../api/src/rooms/room.schema.js';
import { findBarriers, focusPath } from './support/browser.js';
import { DetailsScreens } from './support/details-screens.js';
import { Town } from './support/home-screens.js';
import type { Visitor } from './support/visitor.js';
import { givenVisits } from './support/visits.js';

const given = givenVisits();

/** A room `club` with an owner, a moderator and a member, and a page that names it. */
async function makeClub(type: 'public' | 'private' = 'private') {
  const { visits } = given;
  const town = new Town(visits.tenant);
  const [olga, mo, ana] = [
    await town.person('Olga Owner'),
    await town.person('Mo Moder'),
    await town.person('Ana Member'),
  ];
  const { body: room } = await olga.rest<Room>('POST', '/v1/rooms', { type, name: 'Book Club', slug: 'club' });
  for (const { id: userId } of [mo, ana]) await olga.rest('POST', `/v1/rooms/${room.id}/members`, { userId });
  await olga.rest('PATCH', `/v1/rooms/${room.id}/members/${mo.id}`, { role: 'moderator' });
  const url = visits.serve({ room: 'club' });
  const come = async (user: TestUser): Promise<[Visitor, DetailsScreens]> => {
    const visitor = await visits.visitAs(user.session, url);
    return [visitor, new DetailsScreens(visitor)];
  };
  return { town, room, olga, mo, ana, come };
}

describe('the details of a room', () => {
  it('say what it is, list who is in it by role, and offer each person what they may do', async () => {
    const { olga, mo, ana, come } = await makeClub();
    const [[owner, ownerSees], [moderator, moderatorSees], [member, memberSees]] = await Promise.all([
      come(olga),
      come(mo),
      come(ana),
    ]);
    await Promise.all([ownerSees.open('Book Club'), moderatorSees.open('Book Club'), memberSees.open('Book Club')]);
    for (const { page } of [owner, moderator, member]) await page.getByText('Private group · 3 members').waitFor();
    for (const [screens, pages] of [
      [ownerSees, 5],
      [moderatorSees, 5],
      [memberSees, 1],
    ] as const) {
      const offered = ['Members', 'Add people', 'Invite links', 'Banned and muted', 'Settings of the room'];
      // What somebody may do is known by a part that comes by itself.
      await eventually(async () => {
        const seen = await Promise.all(offered.map((page) => screens.button(page).count()));
        expect(seen.reduce((sum, count) => sum + count, 0)).toBe(pages);
      });
    }
    expect(await findBarriers(owner.page)).toEqual([]);
    for (const screens of [ownerSees, moderatorSees, memberSees]) await screens.to('Members');
    await eventually(async () =>
      expect(await memberSees.people()).toEqual(['Olga Owner', 'Mo Moder', 'Ana Member (you)']),
    );
    const staff = ['Mute', 'Remove from the room', 'Ban'];
    expect(await ownerSees.ways('Mo Moder')).toEqual(['Send a message', 'Make owner', 'Make member', ...staff]);
    expect(await ownerSees.ways('Ana Member')).toEqual(['Send a message', 'Make owner', 'Make moderator', ...staff]);
    expect(await moderatorSees.ways('Ana Member')).toEqual(['Send a message', ...staff]);
    expect(await moderatorSees.ways('Olga Owner')).toEqual(['Send a message']);
    expect(await memberSees.ways('Mo Moder')).toEqual(['Send a message']);
    expect(await memberSees.ways('Ana Member')).toEqual([]);
    expect(await findBarriers(owner.page)).toEqual([]);
    await eventually(async () =>
      expect(await ownerSees.person('Ana Member').locator('.entry-mark.online').count()).toBe(1),
    );
    for (const visitor of [owner, moderator, member]) expect(await visitor.complaints()).toEqual([]);
  });

  it('change for everybody when it is renamed, and who writes in it with the switch', async () => {
    const { olga, ana, come } = await makeClub();
    const [[, ownerSees], [member]] = await Promise.all([come(olga), come(ana)]);
    await member.open();
    await ownerSees.open('Book Club');
    await ownerSees.to('Settings of the room');
    await ownerSees.page.getByLabel('Name', { exact: true }).fill('Film Club');
    await ownerSees.page.getByLabel('Topic').fill('What we saw this week');
    await ownerSees.button('Save').click();
    await member.page.locator('parley-header h2', { hasText: 'Film Club' }).waitFor();
    await ownerSees.page.getByRole('switch', { name: 'Only moderators write' }).click();
    await member.page.getByText('Only moderators write here.').waitFor();
    expect(await member.field.isVisible()).toBe(false);
    // Each of the two hears of it by themselves.
    await ownerSees.page.getByRole('switch', { name: 'Only moderators write', checked: true }).click();
    await member.field.waitFor();
    await ownerSees.button('Archive room').click();
    await ownerSees.answer('Cancel');
    expect(await focusPath(ownerSees.page)).toMatch(/button$/);
    await ownerSees.button('Archive room').click();
    await ownerSees.answer('Archive room');
    await member.page.getByText('This room is archived').waitFor();
    expect(await member.field.isVisible()).toBe(false);
    await ownerSees.button('Open it again').click();
    await member.field.waitFor();
    expect(await findBarriers(ownerSees.page)).toEqual([]);
  });

  it('are all changed as they were pressed, also while something is being saved', async () => {
    const { olga, room, come } = await makeClub();
    const [owner, ownerSees] = await come(olga);
    await ownerSees.open('Book Club');
    await ownerSees.to('Settings of the room');
    let answer = (): void => undefined;
    const isPressed = new Promise<void>((resolve) => (answer = resolve));
    await owner.page.route(`**/v1/rooms/${room.id}`, async (route) => {
      await isPressed;
      await route.continue();
    });
    await owner.page.getByLabel('Name', { exact: true }).fill('Film Club');
    await ownerSees.button('Save').click();
    await owner.page.getByRole('switch', { name: 'Only moderators write' }).click();
    answer();
    await eventually(async () =>
      expect((await olga.rest('GET', `/v1/rooms/${room.id}`)).body).toMatchObject({
        name: 'Film Club',
        posting: 'moderators',
      }),
    );
  });

  it('offer nobody to join who is in it, before all is known of them', async () => {
    const { ana, come } = await makeClub('public');
    const [member, memberSees] = await come(ana);
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    await member.page.route('**/people-parts-*.js', async (route) => {
      await held;
      await route.continue();
    });
    await memberSees.open('Book Club');
    expect(await memberSees.button('Join room').count()).toBe(0);
    letGo();
    await memberSees.button('Leave room').waitFor();
  });

  it('make another one the owner in one step, and until then the only one cannot leave', async () => {
    const { olga, mo, come } = await makeClub();
    const [[, ownerSees], [, moderatorSees]] = await Promise.all([come(olga), come(mo)]);
    await Promise.all([ownerSees.open('Book Club'), moderatorSees.open('Book Club')]);
    await ownerSees.button('Leave room').click();
    await ownerSees.answer('Leave room');
    await ownerSees.says('You are its only owner.');
    await ownerSees.to('Members');
    await ownerSees.choose('Mo Moder', 'Make owner');
    await ownerSees.answer('Make owner');
    await ownerSees.says('Mo Moder is an owner now.');
    await moderatorSees.to('Settings of the room');
    await moderatorSees.button('Delete room').waitFor();
    await ownerSees.back();
    await ownerSees.button('Leave room').click();
    await ownerSees.answer('Leave room');
    await ownerSees.page.locator('parley-places').waitFor({ state: 'detached' });
    await moderatorSees.back();
    await moderatorSees.page.getByText('Private group · 2 members').waitFor();
    await moderatorSees.to('Settings of the room');
    await moderatorSees.button('Delete room').click();
    await moderatorSees.page.getByText('This cannot be undone.').waitFor();
    await moderatorSees.answer('Delete for everybody');
    await moderatorSees.page.locator('parley-places').waitFor({ state: 'detached' });
  });

  it('give the room a picture, which the others see, and take it away', async () => {
    const { olga, ana, come } = await makeClub();
    const [[owner, ownerSees], [member]] = await Promise.all([come(olga), come(ana)]);
    await member.open();
    await ownerSees.open('Book Club');
    await ownerSees.to('Settings of the room');
    await ownerSees.button('Change picture').click();
    await ownerSees.button('Choose a picture').waitFor();
    const file = { name: 'cover.png', mimeType: 'image/png', buffer: await picture('png') };
    await owner.page.locator('parley-picture input[type=file]').setInputFiles(file);
    // It is cut as it will be seen: a room's is not round.
    const cut = owner.page.locator('parley-crop .part');
    expect(await cut.evaluate((part) => getComputedStyle(part, '::after').backgroundImage)).toBe('none');
    await ownerSees.button('Save picture').click();
    await owner.page.getByText('The picture is saved.').waitFor();
    await member.page.locator('parley-header parley-face img').waitFor();
    await ownerSees.button('Remove picture').click();
    await owner.page.getByText('The picture is removed.').waitFor();
    await member.page.locator('parley-header parley-face').waitFor({ state: 'detached' });
    expect(await findBarriers(owner.page)).toEqual([]);
    expect([await owner.complaints(), await member.complaints()]).toEqual([[], []]);
  });

  it('keep what one arranges for oneself', async () => {
    const { ana, come } = await makeClub();
    const [, memberSees] = await come(ana);
    await memberSees.open('Book Club');
    const [mute, pin] = ['Mute notifications', 'Pin to the top of your rooms'].map((name) =>
      memberSees.page.getByRole('switch', { name }),
    );
    // The first is not answered before the second is pressed.
    let answer = (): void => undefined;
    const isPressed = new Promise<void>((resolve) => (answer = resolve));
    await memberSees.page.route('**/members/me', async (route) => {
      await isPressed;
      await route.continue();
    });
    for (const one of [mute, pin]) await one?.click();
    answer();
    await memberSees.button('Mark as unread').click();
    await memberSees.button('Mark as read').waitFor();
    await eventually(async () => {
      const { items } = (await ana.rest<{ items: { member: object }[] }>('GET', '/v1/me/rooms')).body;
      expect(items[0]?.member).toMatchObject({ muted: true, pinned: true, markedUnread: true });
    });
    await eventually(async () => expect([await mute?.isChecked(), await pin?.isChecked()]).toEqual([true, true]));
  });
});

describe('the members of a room of more than 200', () => {
  it('are counted, and found by how their name begins', async () => {
    const { mo, room, come } = await makeClub('public');
    const { tenant } = given.visits;
    const names = Array.from({ length: 201 }, (_, n) => (n < 60 ? `Zora ${n}` : `Guest ${n}`)).values();
    const joinAll = async (): Promise<void> => {
      for (const name of names) await (await tenant.guest(name)).rest('POST', `/v1/rooms/${room.id}/members`);
    };
    await Promise.all(Array.from({ length: 8 }, joinAll));
    const [moderator, sees] = await come(mo);
    await sees.open('Book Club');
    await sees.to('Members');
    await sees.says('204 members. Above 200 they are not listed');
    expect(await sees.people()).toEqual([]);
    const field = moderator.page.getByRole('searchbox');
    await field.fill('zo');
    await eventually(async () => expect(await sees.people()).toHaveLength(50));
    await sees.button('Show more').click();
    await eventually(async () => expect(await sees.people()).toHaveLength(60));
    expect(await sees.button('Show more').count()).toBe(0);
    await sees.choose('Zora 7', 'Remove from the room');
    await sees.answer('Remove from the room');
    await sees.says('Zora 7 was removed.');
    await eventually(async () => expect(await sees.people()).not.toContain('Zora 7'));
    await field.fill('nobody at all');
    await moderator.page.getByText('Nobody here is called “nobody at all”.').waitFor();
    expect(await findBarriers(moderator.page)).toEqual([]);
  });
});

describe('what is done with a member', () => {
  it('reaches them: muted they read on, and write again when it is lifted', async () => {
    const { mo, ana, come } = await makeClub();
    const [[, moderatorSees], [member]] = await Promise.all([come(mo), come(ana)]);
    await member.open();
    await moderatorSees.open('Book Club');
    await moderatorSees.to('Members');
    await moderatorSees.choose('Ana Member', 'Mute');
    await moderatorSees.page.keyboard.press('Escape');
    expect(await moderatorSees.question().count()).toBe(0);
    await moderatorSees.at('Members');
    await moderatorSees.choose('Ana Member', 'Mute');
    expect(await findBarriers(moderatorSees.page)).toEqual([]);
    await moderatorSees.answer('For 1 hour');
    await moderatorSees.says('Ana Member is muted.');
    await member.page.getByText(/^You are muted until /).waitFor();
    expect(await member.field.isVisible()).toBe(false);
    expect(await findBarriers(member.page)).toEqual([]);
    await moderatorSees.back();
    await moderatorSees.to('Banned and muted');
    await moderatorSees.person('Ana Member').waitFor();
    await moderatorSees.button('Unmute: Ana Member').click();
    await moderatorSees.page.getByText('Nobody is muted').waitFor();
    await member.field.waitFor();
    await member.say('back again');
    await member.sees('back again');
  });

  it('closes a private room for whom it removes, with words, wherever they are in it', async () => {
    const { olga, mo, ana, come } = await makeClub();
    const [[, ownerSees], [moderator], [member, memberSees]] = await Promise.all([come(olga), come(mo), come(ana)]);
    await moderator.open();
    await ownerSees.open('Book Club');
    await memberSees.open('Book Club');
    await ownerSees.to('Members');
    await ownerSees.choose('Ana Member', 'Remove from the room');
    await ownerSees.answer('Remove from the room');
    await ownerSees.says('Ana Member was removed.');
    await eventually(async () => expect(await ownerSees.people()).toEqual(['Olga Owner (you)', 'Mo Moder']));
    await member.page.locator('parley-places').getByText('You are no longer in this room').waitFor();
    await memberSees.back();
    await member.page.locator('parley-gate', { hasText: 'You are no longer in this room.' }).waitFor();
    expect(await member.field.isVisible()).toBe(false);
    await ownerSees.choose('Mo Moder', 'Remove from the room');
    await ownerSees.answer('Remove from the room');
    await moderator.page.locator('parley-gate', { hasText: 'You are no longer in this room.' }).waitFor();
    await moderator.page.getByRole('button', { name: 'Your rooms', exact: true }).click();
    await moderator.page.locator('parley-places').getByRole('heading', { level: 2, name: 'Your rooms' }).waitFor();
    expect(await member.complaints()).toEqual([]);
  });

  it('bans with a reason and an end, which moderators see and lift', async () => {
    const { mo, ana, room, come } = await makeClub('public');
    const [[, moderatorSees], [member]] = await Promise.all([come(mo), come(ana)]);
    await member.open();
    await moderatorSees.open('Book Club');
    await moderatorSees.to('Members');
    await moderatorSees.choose('Ana Member', 'Ban');
    await moderatorSees.page.getByLabel('Reason, for moderators only').fill('adverts');
    await moderatorSees.page.getByLabel('For how long').selectOption('7 days');
    expect(await findBarriers(moderatorSees.page)).toEqual([]);
    await moderatorSees.answer('Ban');
    await moderatorSees.says('Ana Member is banned.');
    await member.page.locator('parley-gate', { hasText: 'You were banned from this room.' }).waitFor();
    await member.page.getByText('You cannot read this room').waitFor();
    expect(await member.page.locator('parley-header').getByText(/here$/).count()).toBe(0);
    // Home does not lead back to it.
    await member.page.locator('parley-header').getByRole('button', { name: 'Back' }).click();
    await member.page.locator('parley-home').getByRole('button', { name: 'Discover' }).waitFor();
    expect(await member.page.locator('parley-home').getByText('Book Club').count()).toBe(0);
    await moderatorSees.back();
    await moderatorSees.to('Add people');
    await moderatorSees.page.getByRole('searchbox').fill('anamem');
    await moderatorSees.button('Add: Ana Member').click();
    await moderatorSees.says('They are banned from this room.');
    await moderatorSees.back();
    await moderatorSees.to('Banned and muted');
    await moderatorSees
      .person('Ana Member')
      .getByText(/^Until .+ · adverts$/)
      .waitFor();
    expect(await findBarriers(moderatorSees.page)).toEqual([]);
    await moderatorSees.button('Lift ban: Ana Member').click();
    await moderatorSees.page.getByText('Nobody is banned').waitFor();
    expect((await ana.rest('POST', `/v1/rooms/${room.id}/members`)).status).toBe(201);
  });
});

describe('the ways into a room', () => {
  it('are links that are made, copied, and revoked', async () => {
    const { town, olga, come } = await makeClub();
    const [owner, ownerSees] = await come(olga);
    const dana = await town.person('Dana New');
    await owner.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await ownerSees.open('Book Club');
    await ownerSees.to('Invite links');
    await owner.page.getByText('No links yet').waitFor();
    await owner.page.getByLabel('How often').selectOption('10 people');
    await ownerSees.button('Make link').click();
    await owner.page.getByText(/^Used 0 of 10 times · ends /).waitFor();
    const link = await owner.page.getByLabel('Invite link').inputValue();
    const { key } = given.visits.tenant;
    expect(link).toMatch(new RegExp(`^http://[^/]+/chat#invite=[\\w-]{24}${key}$`));
    await ownerSees.button('Copy').click();
    await ownerSees.says('The link is copied.');
    expect(await owner.page.evaluate(() => navigator.clipboard.readText())).toBe(link);
    expect(await findBarriers(owner.page)).toEqual([]);
    const code = link.split('#invite=')[1]?.slice(0, 24) ?? '';
    expect((await dana.rest('POST', `/v1/invites/${code}/accept`)).status).toBe(200);
    await ownerSees.button('Revoke').click();
    await ownerSees.answer('Revoke');
    await ownerSees.says('The link no longer works.');
    await owner.page.getByText('No links yet').waitFor();
    expect((await dana.rest('GET', `/v1/invites/${code}`)).status).toBe(404);
    expect(await owner.complaints()).toEqual([]);
  });

  it('are links that are shown once, also one that is made before the others are there', async () => {
    const { olga, room, come } = await makeClub();
    const [owner, ownerSees] = await come(olga);
    await ownerSees.open('Book Club');
    let answer = (): void => undefined;
    const isMade = new Promise<void>((resolve) => (answer = resolve));
    await owner.page.route(`**/v1/rooms/${room.id}/invites*`, async (route) => {
      if (route.request().method() === 'GET') await isMade;
      await route.continue();
    });
    await ownerSees.to('Invite links');
    await ownerSees.button('Make link').click();
    await owner.page.getByLabel('Invite link').waitFor();
    answer();
    await owner.page.locator('parley-invites .entries-loading').waitFor({ state: 'detached' });
    expect(await owner.page.getByLabel('Invite link').count()).toBe(1);
  });

  it('are the people who add others, found as their username is typed', async () => {
    const { town, olga, ana, come } = await makeClub();
    const dana = await town.person('Dana New');
    const [[, ownerSees], [, memberSees]] = await Promise.all([come(olga), come(ana)]);
    await Promise.all([ownerSees.open('Book Club'), memberSees.open('Book Club')]);
    await memberSees.to('Members');
    await ownerSees.to('Add people');
    expect(await focusPath(ownerSees.page)).toMatch(/input$/);
    await ownerSees.page.keyboard.type('nobodyhere');
    await ownerSees.page.getByText('Nobody has a username that begins with').waitFor();
    await ownerSees.page.getByRole('searchbox').fill('@danan');
    await ownerSees.button('Add: Dana New').click();
    await ownerSees.says('Dana New was added.');
    await ownerSees.button('Is here: Dana New').waitFor();
    await memberSees.person('Dana New').waitFor();
    const { items } = (await dana.rest<{ items: { room: Room }[] }>('GET', '/v1/me/rooms')).body;
    expect(items.map(({ room }) => room.name)).toEqual(['Book Club']);
  });
});

describe('a room in slow mode', () => {
  it('counts down in the button that sends, for members and not for moderators', async () => {
    const { olga, mo, ana, room, come } = await makeClub();
    await olga.rest('PATCH', `/v1/rooms/${room.id}`, { slowModeSeconds: 60 });
    const [[moderator], [member]] = await Promise.all([come(mo), come(ana)]);
    await Promise.all([member.open(), moderator.open()]);
    for (const visitor of [moderator, member]) {
      await visitor.say('one');
      await visitor.sees('one');
    }
    await member.page.getByRole('button', { name: /^Send, possible in \d+ seconds$/ }).waitFor();
    await moderator.say('two');
    await moderator.sees('two');
    await olga.rest('PATCH', `/v1/rooms/${room.id}`, { slowModeSeconds: 0 });
    await member.say('two too');
    await moderator.sees('two too');
  });
});

describe('a room of two', () => {
  it('shows who the other is, and blocks and unblocks them', async () => {
    const { town, olga, ana, come } = await makeClub();
    const { id } = await town.direct(ana, olga);
    await town.say(olga, { id }, 'hello Ana');
    const [member, memberSees] = await come(ana);
    await memberSees.open('Book Club');
    await memberSees.to('Members');
    await memberSees.choose('Olga Owner', 'Send a message');
    await member.sees('hello Ana');
    await memberSees.enter('Olga Owner');
    await member.page.getByText('@olgaowner-10').waitFor();
    expect(await memberSees.button('Members').count()).toBe(0);
    await memberSees.button('Block').click();
    await memberSees.answer('Block');
    await memberSees.says('You block Olga Owner');
    // What was pressed is gone: the focus is on what is said of it.
    const isTold = (text: string) => member.page.locator('.told:focus', { hasText: text }).waitFor();
    await isTold('Olga Owner is blocked.');
    await memberSees.button('Unblock').click();
    await memberSees.button('Block').waitFor();
    await isTold('Olga Owner is not blocked any more.');
    expect(await findBarriers(member.page)).toEqual([]);
    await memberSees.button('Remove from your rooms').click();
    await memberSees.answer('Remove from your rooms');
    await member.page.locator('parley-header h2', { hasText: 'Book Club' }).waitFor();
  });
});
