import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { putAvatar } from '../../api/test/support/avatars.js';
import { testServerUrl } from '../../api/test/support/environment.js';
import { formOf, picture } from '../../api/test/support/pictures.js';
import { makeTenant } from '../../api/test/support/tenant.js';
import type { TestTenant, TestUser } from '../../api/test/support/tenant.js';
import { launchBrowser } from './support/browser.js';
import { htmlPage, scriptTag, startHostSite, strictPolicy } from './support/host-site.js';
import type { HostSite } from './support/host-site.js';
import { Visitor } from './support/visitor.js';

let browser: Browser;
let site: HostSite;
let tenant: TestTenant;
let ada: TestUser;
beforeAll(async () => {
  [browser, site] = await Promise.all([launchBrowser(), startHostSite()]);
  tenant = await makeTenant();
  ada = await tenant.guest('Ada Lovelace');
  const { id } = await tenant.lobby();
  await ada.rest('POST', `/v1/rooms/${id}/messages`, { clientId: '1', text: 'hello' });
});
afterAll(async () => {
  await Promise.all([browser.close(), site.close()]);
});

/** A page of another origin whose policy allows images from there, with the chat open. */
async function open(images: string): Promise<Visitor> {
  const policy = strictPolicy(testServerUrl()).replace('img-src data:', `img-src ${images}`);
  const head = scriptTag(testServerUrl(), { key: tenant.key, room: 'lobby' });
  const visitor = await Visitor.arrive(browser);
  await visitor.page.goto(site.serve({ html: htmlPage(head), policy }));
  await visitor.open();
  await visitor.sees('hello');
  return visitor;
}

describe('the picture of a person', () => {
  it('stands beside their messages as soon as there is one, and their initials before and after', async () => {
    const visitor = await open(`data: ${testServerUrl()}`);
    // Who has no session hears of people with their messages only.
    await visitor.say('hi');
    await visitor.sees('hi');
    const avatar = visitor.page.locator('parley-avatar');
    await avatar.locator('[data-letters="AL"]').waitFor();
    const { body } = await putAvatar(ada, formOf(await picture('png')));
    const shown = avatar.locator('img');
    await shown.waitFor();
    expect(await shown.getAttribute('src')).toBe(`${testServerUrl()}${body.avatarUrl}`);
    await visitor.page.waitForFunction((src) => {
      const all = [...document.querySelectorAll('*')];
      for (const element of all) all.push(...(element.shadowRoot?.querySelectorAll('*') ?? []));
      return all.some((one) => one instanceof HTMLImageElement && one.src === src && one.naturalWidth === 128);
    }, `${testServerUrl()}${body.avatarUrl}`);
    await ada.rest('DELETE', '/v1/me/avatar');
    await avatar.locator('[data-letters="AL"]').waitFor();
    expect(await visitor.complaints()).toEqual([]);
    await visitor.leave();
  });

  it('gives way to their initials where the page does not allow it', async () => {
    await putAvatar(ada, formOf(await picture('png')));
    const visitor = await open('data:');
    await visitor.page.locator('parley-avatar [data-letters="AL"]').waitFor();
    expect(await visitor.page.locator('parley-avatar img').count()).toBe(0);
    await visitor.leave();
  });
});
