import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { watchComplaints } from './browser.js';

/** A person with a browser of their own who knows the widget by the names of its contract only. */
export class Visitor {
  /** Addresses of everything that the page asked for, in order. */
  readonly requests: string[] = [];
  readonly sockets: string[] = [];

  private constructor(
    private readonly context: BrowserContext,
    readonly page: Page,
    readonly complaints: () => Promise<string[]>,
  ) {
    page.on('request', (request) => this.requests.push(`${request.method()} ${request.url()}`));
    page.on('websocket', (socket) => this.sockets.push(socket.url()));
  }

  /** Comes with a fresh browser profile. */
  static async arrive(browser: Browser, options: BrowserContextOptions = {}): Promise<Visitor> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
    const page = await context.newPage();
    return new Visitor(context, page, await watchComplaints(page));
  }

  /** Opens another tab of the same browser. */
  async openTab(url: string): Promise<Visitor> {
    const page = await this.context.newPage();
    const visitor = new Visitor(this.context, page, await watchComplaints(page));
    await page.goto(url);
    return visitor;
  }

  /** Duplicates the tab: the browser copies what it keeps for it. */
  async duplicate(): Promise<Visitor> {
    const coming = this.page.waitForEvent('popup');
    await this.page.evaluate(() => void window.open(location.href));
    const page = await coming;
    return new Visitor(this.context, page, await watchComplaints(page));
  }

  get launcher() {
    return this.page.getByRole('button', { name: 'Open chat' });
  }

  get field() {
    return this.page.getByRole('textbox', { name: 'Message', exact: true });
  }

  get log() {
    return this.page.getByRole('log');
  }

  /** Opens the chat and waits until it can be written in. */
  async open(): Promise<void> {
    await this.launcher.click();
    await this.field.waitFor();
  }

  /** Writes and sends; does not wait for the server. */
  async say(text: string): Promise<void> {
    await this.field.fill(text);
    await this.page.getByRole('button', { name: 'Send', exact: true }).click();
  }

  /** The message with that text, in a state; waits until it is there. */
  async sees(text: string, status = 'sent', withinMs = 15_000): Promise<void> {
    await this.page
      .locator(`article[data-status="${status}"]`, { hasText: text })
      .first()
      .waitFor({ timeout: withinMs });
  }

  /** All messages on screen, as seq and text. */
  messages(): Promise<{ seq: number; text: string }[]> {
    return this.page.locator('article').evaluateAll((all) =>
      all.map((article) => ({
        seq: Number(article.dataset['seq']),
        text: article.querySelector('.bubble')?.textContent ?? '',
      })),
    );
  }

  /** What the page's origin keeps in this browser. */
  async kept(): Promise<string[]> {
    const stored = await this.page.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)]);
    return [...stored, ...(await this.context.cookies()).map((cookie) => cookie.name)];
  }

  leave(): Promise<void> {
    return this.context.close();
  }
}
