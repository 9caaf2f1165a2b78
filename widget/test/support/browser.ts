import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type axeCore from 'axe-core';
import type { Page } from 'playwright-core';

export { launchBrowser } from '../../../api/test/support/browser.js';

/** What a page complained of: errors of its scripts, and what its policy refused. Empty on a page that is well. */
export async function watchComplaints(page: Page): Promise<() => Promise<string[]>> {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await page.addInitScript(() => {
    const refused: string[] = [];
    Object.assign(window, { refused });
    document.addEventListener('securitypolicyviolation', (event) =>
      refused.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`),
    );
  });
  return async () => [...errors, ...(await page.evaluate(() => (window as unknown as { refused: string[] }).refused))];
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Waits until nothing moves any more, in any shadow root. What breathes for ever is not waited for. */
export const stillness = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    await new Promise((painted) => requestAnimationFrame(painted));
    const within = (root: Document | ShadowRoot): Animation[] => [
      ...root.getAnimations(),
      ...[...root.querySelectorAll('*')].flatMap(({ shadowRoot }) => (shadowRoot ? within(shadowRoot) : [])),
    ];
    const ending = within(document).filter((animation) => animation.effect?.getComputedTiming().endTime !== Infinity);
    await Promise.all(ending.map((animation) => animation.finished.catch(() => undefined)));
  });

/**
 * Looks for violations of WCAG 2.2 A and AA in the whole page, shadow roots included, once it has come to rest: half
 * faded in, nothing has its contrast. @returns one line for each
 */
export async function findBarriers(page: Page): Promise<string[]> {
  await stillness(page);
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: typeof axeCore };
    const { violations } = await axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
    });
    return violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html, any }) => `${html} ${any[0]?.message ?? ''}`).join('; ')}`,
    );
  });
}

/** Tag names from the page's active element inwards, through every shadow root. */
export const focusPath = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const path: string[] = [];
    for (let at = document.activeElement; at; at = at.shadowRoot?.activeElement ?? null) path.push(at.localName);
    return path.join(' > ');
  });
