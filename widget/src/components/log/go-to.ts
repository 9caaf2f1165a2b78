import type { ParleyMessage } from '../message/parley-message.js';
import type { ParleyLog } from './parley-log.js';

/** Ends with the next frame. */
export const frame = (): Promise<unknown> => new Promise((drawn) => requestAnimationFrame(drawn));

/** For so long the message that was looked for stands out, in ms. */
const markMs = 1_600;
/** For so many frames it has to stay where it was put; what has just been drawn still grows. */
const stillFrames = 12;
const mostFrames = 120;

/** Brings a message of the log on screen, and marks it for a moment. @returns whether it is there */
export async function goTo({ renderRoot: log }: ParleyLog, seq: number): Promise<boolean> {
  // Drawn in the first frame, and put in its place at its end.
  await frame();
  await frame();
  const rows = [...log.querySelectorAll<ParleyMessage>('parley-message')];
  const row = rows.find(({ item }) => item.seq === seq);
  const viewport = log.querySelector<HTMLElement>('.viewport');
  if (!row || !viewport) return false;
  row.scrollIntoView({ block: 'center', behavior: 'instant' });
  viewport.focus({ preventScroll: true });
  row.animate([{ backgroundColor: 'var(--_accent-tint)' }, { backgroundColor: 'transparent' }], {
    duration: markMs,
    easing: 'ease-in',
  });
  await hold(row, viewport);
  return true;
}

/** Puts the row back until it stays, or the person goes elsewhere. */
async function hold(row: HTMLElement, viewport: HTMLElement): Promise<void> {
  const left = new AbortController();
  for (const type of ['wheel', 'pointerdown', 'touchmove', 'keydown'])
    viewport.addEventListener(type, () => left.abort(), { passive: true, signal: left.signal });
  for (let still = 0, n = 0; still < stillFrames && n < mostFrames && !left.signal.aborted; still++, n++) {
    const { top, bottom } = row.getBoundingClientRect();
    const seen = viewport.getBoundingClientRect();
    if (bottom <= seen.top || top >= seen.bottom) {
      row.scrollIntoView({ block: 'center', behavior: 'instant' });
      still = 0;
    }
    await frame();
  }
  left.abort();
}
