import { expect } from '@jest/globals';
import { eventually } from '../../../api/test/support/eventually.js';
import type { Visitor } from './visitor.js';

/** The message that says this itself, not one that quotes it. */
export const article = ({ page }: Visitor, text: string) =>
  page.locator('article').filter({ has: page.locator('.bubble', { hasText: text }) });

/** Points at a message and opens its menu; follows with the pointer when what comes meanwhile moves the message away. */
export const openActions = (visitor: Visitor, text: string): Promise<void> =>
  eventually(
    async () => {
      await article(visitor, text).hover();
      await article(visitor, text).getByRole('button', { name: 'Message actions' }).click({ timeout: 2_000 });
    },
    { withinMs: 30_000 },
  );

/** Points at a message and chooses from its menu. */
export async function choose(visitor: Visitor, text: string, item: string): Promise<void> {
  await openActions(visitor, text);
  await visitor.page.getByRole('menuitem', { name: item, exact: true }).click();
}

/** Whether a message is there and on screen, whole. */
export const isOnScreen = (visitor: Visitor, text: string): Promise<boolean> =>
  article(visitor, text).evaluateAll(([one]) => {
    const { top, bottom } = one?.getBoundingClientRect() ?? { top: 0, bottom: 0 };
    return top > 0 && bottom < innerHeight;
  });

/** Waits until a message is on screen, whole. */
export const untilOnScreen = (visitor: Visitor, text: string): Promise<void> =>
  eventually(async () => expect(await isOnScreen(visitor, text)).toBe(true));
