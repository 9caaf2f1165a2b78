import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { Scene } from '../../dev/scenes.js';
import { stillness } from './browser.js';

/** The gallery as a process of its own: bundling has no place in a test's memory. */
export interface Gallery {
  url: string;
  close(): void;
}

/** Builds and serves the gallery. */
export async function startGallery(): Promise<Gallery> {
  const script = fileURLToPath(new URL('../../dev/serve-gallery.mjs', import.meta.url));
  const child = spawn(process.execPath, [script], { env: { ...process.env, PORT: '0' }, stdio: 'pipe' });
  const url = await new Promise<string>((resolve, reject) => {
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        const address = /Gallery on (\S+)\?/.exec(said)?.[1];
        if (address !== undefined) resolve(address);
      });
    }
    child.on('exit', (code) => reject(new Error(`the gallery ended with ${code}:\n${said}`)));
  });
  return { url, close: () => child.kill() };
}

/** A wish that the room reported. */
export interface Wish {
  name: string;
  detail: Record<string, unknown>;
}

/** The room's screen as a person meets it. */
export class RoomHarness {
  private constructor(readonly page: Page) {}

  /** Opens a scene of the gallery in a page of its own. */
  static async open(
    browser: Browser,
    gallery: Gallery,
    query: string,
    options: BrowserContextOptions = {},
  ): Promise<RoomHarness> {
    const page = await browser.newPage({ viewport: { width: 400, height: 680 }, reducedMotion: 'reduce', ...options });
    await page.goto(`${gallery.url}?${query}`);
    await page.locator('parley-log').waitFor();
    return new RoomHarness(page);
  }

  get field() {
    return this.page.getByRole('textbox', { name: 'Message', exact: true });
  }

  get send() {
    return this.page.getByRole('button', { name: 'Send', exact: true });
  }

  get log() {
    return this.page.getByRole('log');
  }

  get messages() {
    return this.page.getByRole('article');
  }

  /** What the person asked for so far, the log's own reports left out. */
  async wishes(): Promise<Wish[]> {
    const all = await this.page.evaluate(() => window.wishes as Wish[]);
    return all.filter(({ name }) => name !== 'at-end' && name !== 'write');
  }

  /** Changes what the room shows. */
  async show(change: Partial<Scene['view']>, rest: Partial<Scene> = {}): Promise<void> {
    await this.page.evaluate(
      ([view, other]) => {
        const { scene } = window.stage;
        window.stage.scene = { ...scene, ...other, view: { ...scene.view, ...view } };
      },
      [change, rest] as const,
    );
  }

  /** Changes theme or accent, and waits until nothing moves any more. */
  async dress(look: { theme?: string; accent?: string }): Promise<void> {
    await this.page.evaluate(async (wanted) => {
      Object.assign(window.stage, wanted);
      await window.stage.updateComplete;
    }, look);
    await stillness(this.page);
  }

  /** The text of all bubbles, oldest first. */
  texts(): Promise<string[]> {
    return this.page.locator('.bubble').allTextContents();
  }

  close(): Promise<void> {
    return this.page.close();
  }
}
