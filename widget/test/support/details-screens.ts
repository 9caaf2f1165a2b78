import type { Visitor } from './visitor.js';

/** The details of a room, as a person meets them. */
export class DetailsScreens {
  constructor(private readonly visitor: Visitor) {}

  get page() {
    return this.visitor.page;
  }

  private get places() {
    return this.page.locator('parley-places');
  }

  /** From the page into the room that it names, and to its details. */
  async open(room: string): Promise<void> {
    await this.page.getByRole('button', { name: 'Open chat' }).click();
    await this.page.locator('parley-header h2', { hasText: room }).waitFor();
    await this.enter(room);
  }

  /** From the room to its details. */
  async enter(room: string): Promise<void> {
    await this.page.getByRole('button', { name: `Details of ${room}` }).click();
    await this.at('Details');
    await this.places.locator('.head .name', { hasText: room }).waitFor();
  }

  /** Waits until that screen is shown. */
  at(title: string): Promise<void> {
    return this.places.getByRole('heading', { level: 2, name: title, exact: true }).waitFor();
  }

  async to(page: string): Promise<void> {
    await this.button(page).click();
    await this.at(page);
  }

  /** A button of the screen; of a row by the beginning of its words. */
  button(name: string | RegExp) {
    const begins = typeof name === 'string' ? new RegExp(`^${name}( [0-9]+)?$`) : name;
    return this.places.getByRole('button', { name: begins });
  }

  async back(): Promise<void> {
    await this.places.getByRole('button', { name: 'Back', exact: true }).click();
  }

  /** A row of people. */
  person(name: string) {
    return this.places.locator('.entry').filter({ hasText: name });
  }

  people(): Promise<string[]> {
    return this.places.locator('.entry-name').allTextContents();
  }

  /** Chooses from the menu of somebody. */
  async choose(name: string, item: string): Promise<void> {
    await this.page.getByRole('button', { name: `More for ${name}` }).click();
    await this.page.getByRole('menuitem', { name: item, exact: true }).click();
  }

  /** What may be done with somebody; '' when nothing. */
  async ways(name: string): Promise<string[]> {
    const more = this.page.getByRole('button', { name: `More for ${name}` });
    if ((await more.count()) === 0) return [];
    await more.click();
    const items = await this.page.getByRole('menuitem').allTextContents();
    await this.page.keyboard.press('Escape');
    return items.map((item) => item.trim());
  }

  question() {
    return this.places.locator('.question');
  }

  /** Answers what is asked. */
  answer(label: string): Promise<void> {
    return this.question().getByRole('button', { name: label, exact: true }).click();
  }

  /** Waits until the screen says so. */
  says(text: string | RegExp): Promise<void> {
    return this.places.locator('.told, .problem, .note').filter({ hasText: text }).first().waitFor();
  }
}
