import type { RoomAddress } from '@parley/sdk';
import type { ParleyMessage } from '../message/parley-message.js';
import type { PlaceElement } from '../places/place-element.js';
import type { ParleyPlaces } from '../places/parley-places.js';
import type { ParleyRoom } from '../room/parley-room.js';
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
  mark(row);
  await hold(row, viewport);
  return true;
}

/** Lets something stand out for a moment. */
export function mark(row: HTMLElement): void {
  const [from, to] = [{ backgroundColor: 'var(--_accent-tint)' }, { backgroundColor: 'transparent' }];
  row.animate([from, to], { duration: markMs, easing: 'ease-in' });
}

/** Loads the room beneath a screen up to a message. @throws when it did not come */
export async function loadBeneath({ chat, view: { at } }: PlaceElement, seq: number): Promise<void> {
  if (!at || !(await chat.room(JSON.parse(at) as RoomAddress).loadTo(seq))) throw new Error('It is not there');
}

/** Leaves all screens around the room beneath, and shows a message of it that is loaded. */
export async function showBeneath(screen: PlaceElement, seq: number): Promise<void> {
  const places = (screen.getRootNode() as ShadowRoot).host as ParleyPlaces;
  const beneath = (places.getRootNode() as ShadowRoot).querySelector<ParleyRoom>('parley-room');
  const log = beneath?.renderRoot.querySelector<ParleyLog>('parley-log');
  if (!log) return;
  places.leave();
  await goTo(log, seq);
}

/** Puts the row back until it stays, or the person goes elsewhere. */
async function hold(row: HTMLElement, viewport: HTMLElement): Promise<void> {
  const left = new AbortController();
  // Anywhere: whoever writes is shown what they wrote.
  for (const type of ['wheel', 'pointerdown', 'touchmove', 'keydown'])
    addEventListener(type, () => left.abort(), { passive: true, capture: true, signal: left.signal });
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
