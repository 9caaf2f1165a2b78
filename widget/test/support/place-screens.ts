import { expect } from '@jest/globals';
import { findBarriers } from './browser.js';
import type { Visitor } from './visitor.js';

/** The screens around the rooms as a person meets them. */
export class PlaceScreens {
  constructor(readonly visitor: Visitor) {}

  get page() {
    return this.visitor.page;
  }

  button(name: string | RegExp) {
    return this.page.getByRole('button', { name, exact: true });
  }

  /** Waits until that screen is shown. */
  async at(title: string): Promise<void> {
    await this.page.getByRole('heading', { level: 2, name: title, exact: true }).waitFor();
  }

  /** Waits until home is shown. */
  atHome(): Promise<void> {
    return this.page.locator('parley-home').waitFor();
  }

  /** From an open room to a screen that home leads to. */
  async go(title: string): Promise<void> {
    await this.page.locator('parley-header').getByRole('button', { name: 'Back' }).click();
    await this.atHome();
    await this.choose(title);
  }

  /** From home to a screen. */
  async choose(title: string): Promise<void> {
    await this.page
      .locator('parley-home')
      .getByRole('button', { name: new RegExp(`^${title}`) })
      .click();
    await this.at(title);
  }

  /** The row with that name, in a list. */
  row(name: string | RegExp) {
    return this.page.locator('.entry').filter({ has: this.page.locator('.entry-name', { hasText: name }) });
  }

  /** Names of the rows that are shown, in their order. */
  rows(): Promise<string[]> {
    return this.page.locator('.entry-name').allTextContents();
  }

  /** Presses a row. */
  async press(name: string | RegExp): Promise<void> {
    await this.row(name).locator('button.entry-main').click();
  }

  /** Waits until a room of that name is shown, with nothing over it. */
  async inRoom(title: string): Promise<void> {
    // It also reads what stands below the name.
    await this.page.getByRole('button', { name: `Details of ${title}` }).waitFor();
    await this.page.locator('parley-places').waitFor({ state: 'detached' });
  }

  /** What is said below a field; empty when nothing is wrong with it. */
  problem(label: string): Promise<string> {
    return this.page.getByLabel(label, { exact: true }).evaluate((input: HTMLInputElement) => {
      if (input.ariaInvalid !== 'true') return '';
      const root = input.getRootNode() as ShadowRoot;
      return root.getElementById(`${input.id}-note`)?.textContent?.trim() ?? '';
    });
  }

  /** The screen that is shown keeps nobody out, and nothing of it is wider than the chat or the page. */
  async check(): Promise<void> {
    expect(await findBarriers(this.page)).toEqual([]);
    const fits = await this.page
      .locator('parley-places main')
      .evaluate((main) => [main.scrollWidth - main.clientWidth, document.documentElement.scrollWidth - innerWidth]);
    expect(fits).toEqual([0, 0]);
  }
}
