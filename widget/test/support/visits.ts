import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals';
import { sessionStorageKey } from '@parley/sdk';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import type { Session } from '../../../api/src/auth/auth.schema.js';
import { testServerUrl } from '../../../api/test/support/environment.js';
import { makeTenant } from '../../../api/test/support/tenant.js';
import type { TestTenant } from '../../../api/test/support/tenant.js';
import { AccountScreens } from './account-screens.js';
import { launchBrowser } from './browser.js';
import { htmlPage, scriptTag, startHostSite, strictPolicy } from './host-site.js';
import type { HostSite } from './host-site.js';
import { Visitor } from './visitor.js';

/** What all accounts of these tests are logged in with. */
export const password = 'a pass phrase nobody has';

/** What a browser says of itself that is another one than the test's. */
export const firefox = {
  userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0',
};

/** A site with the chat, and the people who come to it, each with a browser of their own. */
export class Visits {
  tenant!: TestTenant;
  private readonly visitors: Visitor[] = [];

  private constructor(
    private readonly browser: Browser,
    private readonly site: HostSite,
    private readonly server: string,
  ) {}

  /** @param server the address of the one they meet on */
  static async start(server = testServerUrl()): Promise<Visits> {
    return new Visits(...(await Promise.all([launchBrowser(), startHostSite()])), server);
  }

  /** Makes a tenant of the next test's own. */
  async begin(): Promise<void> {
    this.tenant = await makeTenant({ url: this.server });
  }

  /** Everybody leaves. */
  async end(): Promise<void> {
    await Promise.all(this.visitors.splice(0).map((visitor) => visitor.leave()));
  }

  async stop(): Promise<void> {
    await Promise.all([this.browser.close(), this.site.close()]);
  }

  /**
   * A page under a policy that allows what the chat needs, and no more.
   * @param attributes of the tag, without `data-`; an empty `key` or `room` is left out
   * @returns its address
   */
  serve(
    { key = this.tenant.key, room = 'lobby', ...rest }: Record<string, string> = {},
    direction = 'ltr',
    body = '',
  ): string {
    const { server } = this;
    const head = scriptTag(server, { ...(key && { key }), ...(room && { room }), ...rest });
    const html = htmlPage(head, body).replace('<html', `<html dir="${direction}"`);
    return this.site.serve({ html, policy: strictPolicy(server).replace('img-src', `img-src ${server}`) });
  }

  /** Somebody comes. */
  async visit(url = this.serve(), options: BrowserContextOptions = {}): Promise<[Visitor, AccountScreens]> {
    const visitor = await Visitor.arrive(this.browser, options);
    this.visitors.push(visitor);
    await visitor.page.goto(url);
    return [visitor, new AccountScreens(visitor)];
  }

  /** Somebody comes back to a site where their session was kept. */
  async visitAs(
    { user, refreshToken }: Session,
    url = this.serve(),
    options: BrowserContextOptions = {},
  ): Promise<Visitor> {
    const visitor = await Visitor.arrive(this.browser, options);
    this.visitors.push(visitor);
    await visitor.page.addInitScript(
      ([name, kept]) => {
        if (localStorage.getItem('was here') === null) localStorage.setItem(name, kept);
        localStorage.setItem('was here', 'yes');
      },
      [
        sessionStorageKey(this.server, this.tenant.key),
        JSON.stringify({ refreshToken, kind: user.kind, userId: user.id }),
      ] as const,
    );
    await visitor.page.goto(url);
    return visitor;
  }

  /** Makes an account that is logged in nowhere. */
  async makeAccount(username: string, displayName = username, email?: string): Promise<void> {
    const { body } = await this.tenant.rest<{ accessToken: string }>('POST', '/v1/auth/register', {
      body: { username, password, displayName, email },
    });
    const { status } = await this.tenant.rest('POST', '/v1/auth/logout', { bearer: body.accessToken });
    if (status !== 204) throw new Error(`no account ${username} was made`);
  }

  /** Somebody comes who has that account, and opens it. */
  async visitAccount(
    username: string,
    url = this.serve(),
    options: BrowserContextOptions = {},
  ): Promise<[Visitor, AccountScreens]> {
    const [visitor, screens] = await this.visit(url, options);
    await screens.logIn(username, password);
    return [visitor, screens];
  }
}

/** What the tests of one file are given. */
interface Given {
  visits: Visits;
}

/** Starts a site before the tests of a file; each test has a tenant of its own, and everybody leaves after it. */
export function givenVisits(): Given {
  const given = {} as Given;
  beforeAll(async () => {
    given.visits = await Visits.start();
  });
  afterAll(() => given.visits.stop());
  beforeEach(() => given.visits.begin());
  afterEach(() => given.visits.end());
  return given;
}
