import type { ParleyMessage } from '../message/parley-message.js';
import type { ParleyLog } from './parley-log.js';

const frame = (): Promise<unknown> => new Promise((drawn) => requestAnimationFrame(drawn));

/** For so long the message that was looked for stands out, in ms. */
const markMs = 1_600;

/** Brings a message of the log on screen, and marks it for a moment. @returns whether it is there */
export async function goTo({ renderRoot: log }: ParleyLog, seq: number): Promise<boolean> {
  // Drawn in the first frame, and put in its place at its end.
  await frame();
  await frame();
  const rows = [...log.querySelectorAll<ParleyMessage>('parley-message')];
  const row = rows.find(({ item }) => item.seq === seq);
  if (!row) return false;
  row.scrollIntoView({ block: 'center', behavior: 'instant' });
  log.querySelector<HTMLElement>('.viewport')?.focus({ preventScroll: true });
  row.animate([{ backgroundColor: 'var(--_accent-tint)' }, { backgroundColor: 'transparent' }], {
    duration: markMs,
    easing: 'ease-in',
  });
  return true;
}
