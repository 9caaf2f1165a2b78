import type { BrowserContextOptions } from 'playwright-core';
import type { Session } from '../../../api/src/auth/auth.schema.js';
import type { History, Message } from '../../../api/src/messages/message.schema.js';
import type { Room } from '../../../api/src/rooms/room.schema.js';
import type { TestTenant, TestUser } from '../../../api/test/support/tenant.js';
import { password } from './visits.js';
import type { Visits } from './visits.js';
import type { Visitor } from './visitor.js';

/** Home, the list of rooms and the room beneath, as a person meets them. */
export class HomeScreens {
  constructor(private readonly visitor: Visitor) {}

  get page() {
    return this.visitor.page;
  }

  /** Somebody comes to a page that names no room, and goes into one of theirs. */
  static async into(
    visits: Visits,
    { session }: Pick<TestUser, 'session'>,
    room: string,
    options?: BrowserContextOptions,
  ): Promise<[Visitor, HomeScreens]> {
    const visitor = await visits.visitAs(session, visits.serve({ room: '' }), options);
    const home = new HomeScreens(visitor);
    await home.open();
    await home.toRooms();
    await home.enter(room);
    return [visitor, home];
  }

  /** Opens the chat of a page that names no room. */
  async open(): Promise<void> {
    await this.page.getByRole('button', { name: 'Open chat' }).click();
    await this.at(/^Welcome to /);
  }

  /** Waits until that screen is shown. */
  at(title: string | RegExp): Promise<void> {
    return this.page.locator('parley-places').getByRole('heading', { level: 2, name: title }).waitFor();
  }

  /** A row of the screen that is shown. */
  row(name: string | RegExp) {
    return this.page.locator('parley-places .entry-main').filter({ hasText: name });
  }

  /** The names of all rows. */
  rows(): Promise<string[]> {
    return this.page.locator('parley-places .entry-name').allTextContents();
  }

  async toRooms(): Promise<void> {
    await this.row('Your rooms').click();
    await this.at('Your rooms');
  }

  /** From the list, or from home, into a room. */
  async enter(name: string): Promise<void> {
    await this.row(name).first().click();
    await this.visitor.field.waitFor();
    await this.page.locator('parley-header h2', { hasText: name }).waitFor();
  }

  /** From the room back home. */
  async home(): Promise<void> {
    await this.page.locator('parley-header').getByRole('button', { name: 'Back' }).click();
    await this.at(/^Welcome to /);
  }

  /** Chooses from the menu of a row. */
  async choose(room: string, item: string): Promise<void> {
    await this.page.getByRole('button', { name: `More for ${room}` }).click();
    await this.page.getByRole('menuitem', { name: item }).click();
  }

  /** What the closed button says of what is unread; '' for nothing. */
  async badge(): Promise<string> {
    return (await this.page.getByRole('button', { name: 'Open chat' }).getAttribute('aria-description')) ?? '';
  }
}

/** People of a tenant, and rooms that they are in already. */
export class Town {
  constructor(private readonly tenant: TestTenant) {}

  /** A town, and two people who live there. */
  static async withTwo(tenant: TestTenant): Promise<{ town: Town; ana: TestUser; bo: TestUser }> {
    const town = new Town(tenant);
    const [ana, bo] = await Promise.all([town.person('Ana'), town.person('Bo')]);
    return { town, ana, bo };
  }

  /** Somebody with an account. */
  async person(displayName: string): Promise<TestUser> {
    const username = `${displayName.toLowerCase().replace(/[^a-z]/g, '')}-${displayName.length}`;
    const { body } = await this.tenant.rest<Session>('POST', '/v1/auth/register', {
      body: { username, password, displayName },
    });
    return this.tenant.user(body);
  }

  /** A private room of theirs. */
  async group(name: string, owner: TestUser, ...others: TestUser[]): Promise<Room> {
    const { body } = await owner.rest<Room>('POST', '/v1/rooms', { type: 'private', name });
    for (const { id } of others) await owner.rest('POST', `/v1/rooms/${body.id}/members`, { userId: id });
    return body;
  }

  async direct(one: TestUser, other: TestUser): Promise<Room> {
    return (await one.rest<Room>('PUT', '/v1/rooms/direct', { userId: other.id })).body;
  }

  /** Writes one message. @param replyTo id of the one that it answers */
  async send(author: TestUser, { id }: Pick<Room, 'id'>, text: string, replyTo?: string): Promise<Message> {
    const body = { clientId: crypto.randomUUID(), text, replyTo };
    const { status, body: message } = await author.rest<Message>('POST', `/v1/rooms/${id}/messages`, body);
    if (status !== 201) throw new Error(`"${text}" was not sent: ${status}`);
    return message;
  }

  /** Writes, one after the other. */
  async say(author: TestUser, room: Pick<Room, 'id'>, ...texts: string[]): Promise<void> {
    for (const text of texts) await this.send(author, room, text);
  }

  /** All that a room says, the oldest first. */
  async texts(reader: TestUser, { id }: Pick<Room, 'id'>): Promise<string[]> {
    const { body } = await reader.rest<History>('GET', `/v1/rooms/${id}/messages?after=0&limit=100`);
    return body.items.map(({ text }) => text);
  }
}
