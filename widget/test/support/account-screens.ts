import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import { findBarriers } from './browser.js';
import type { Visitor } from './visitor.js';

/** The account's screens as a person meets them. */
export class AccountScreens {
  readonly page: Page;

  constructor(private readonly visitor: Visitor) {
    this.page = visitor.page;
  }

  /** The way in from the room of somebody who is nobody yet. */
  get entry() {
    return this.button('Sign in');
  }

  /** The way in of somebody who is somebody. */
  get avatar() {
    return this.button('Account');
  }

  /** Of the screen that is on top: what lies beneath has such buttons, too. */
  button(name: string) {
    return this.page.getByRole('button', { name, exact: true }).last();
  }

  field(label: string) {
    return this.page.getByLabel(label, { exact: true });
  }

  /** Waits until that screen is shown. */
  async at(title: string): Promise<void> {
    await this.page.getByRole('heading', { level: 2, name: title, exact: true }).waitFor();
  }

  /** From the page to the ways to sign in. */
  async enter(): Promise<void> {
    await this.visitor.open();
    await this.entry.click();
    await this.at('Sign in');
  }

  /** From the page to the form of a way. */
  async open(way: 'Log in' | 'Create account'): Promise<void> {
    await this.enter();
    await this.button(way).click();
    await this.at(way);
  }

  /** From the page to the own account, by logging in. */
  async logIn(username: string, password: string): Promise<void> {
    await this.open('Log in');
    await this.fill({ 'Username or e-mail': username, Password: password });
    await this.page.keyboard.press('Enter');
    await this.avatar.click();
    await this.field('Name').waitFor();
  }

  /** The row that opens a page of the own account. */
  row(title: string) {
    return this.page.getByRole('button', { name: new RegExp(`^${title}`) });
  }

  /** From the own account to one of its pages. */
  async turnTo(title: string): Promise<void> {
    await this.row(title).click();
    await this.at(title);
  }

  /** Makes a guest and opens its account. */
  async enterAsGuest(): Promise<void> {
    await this.enter();
    await this.button('Continue as guest').click();
    await this.avatar.click();
    await this.field('Name').waitFor();
  }

  /** Fills fields in, by their labels. */
  async fill(fields: Readonly<Record<string, string>>): Promise<void> {
    for (const [label, value] of Object.entries(fields)) await this.field(label).fill(value);
  }

  /** What is said below a field; empty when nothing is wrong with it. */
  problem(label: string): Promise<string> {
    return this.field(label).evaluate((input: HTMLInputElement) => {
      if (input.ariaInvalid !== 'true') return '';
      const root = input.getRootNode() as ShadowRoot;
      return root.getElementById(`${input.id}-note`)?.textContent?.trim() ?? '';
    });
  }

  /** Label of the field that has the focus. */
  focused(): Promise<string | null> {
    return this.page.evaluate(() => {
      let at = document.activeElement;
      while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
      return at instanceof HTMLInputElement ? (at.labels?.[0]?.textContent ?? null) : (at?.localName ?? null);
    });
  }
}

/** The screen of the account that is shown keeps nobody out, and nothing of it is wider than the chat or the page. */
export async function checkScreen(page: Page, screen: string): Promise<void> {
  expect([screen, await findBarriers(page)]).toEqual([screen, []]);
  const fits = await page
    .locator('parley-account main')
    .evaluate((main) => [main.scrollWidth - main.clientWidth, document.documentElement.scrollWidth - innerWidth]);
  expect([screen, fits]).toEqual([screen, [0, 0]]);
}
