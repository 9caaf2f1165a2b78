/** What fingers and the mouse ask for, in parts of the square that they are on. */
export interface CropWishes {
  /** Shows what lies so far to the right and below. */
  readonly move: (dx: number, dy: number) => void;
  readonly zoomBy: (factor: number, at: Point) => void;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** A finger that moved less than so many CSS pixels has pressed, not dragged. */
const PRESS_PX = 4;

const between = (a: Point, b: Point): Point => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);

/** Turns the pointers over a square into moves and zooms. A press brings its place into the middle: nobody has to drag. */
export class CropGestures {
  private readonly pointers = new Map<number, Point>();
  private travelled = 0;

  constructor(private readonly wishes: CropWishes) {}

  readonly onDown = (event: PointerEvent): void => {
    if (event.button !== 0 || this.pointers.size === 2) return;
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    // Two fingers are no press, however still they are.
    this.travelled = this.pointers.size === 0 ? 0 : PRESS_PX;
    this.pointers.set(event.pointerId, place(event));
  };

  readonly onMove = (event: PointerEvent): void => {
    const from = this.pointers.get(event.pointerId);
    if (from === undefined) return;
    const to = place(event);
    const other = [...this.pointers].find(([id]) => id !== event.pointerId)?.[1];
    this.pointers.set(event.pointerId, to);
    this.travelled += distance(from, to) * (event.currentTarget as Element).clientWidth;
    const [before, after] = other ? [between(from, other), between(to, other)] : [from, to];
    this.wishes.move(before.x - after.x, before.y - after.y);
    // Two fingers that meet are as near as a finger is wide.
    if (other) this.wishes.zoomBy(Math.max(distance(to, other), 0.01) / Math.max(distance(from, other), 0.01), after);
  };

  readonly onUp = (event: PointerEvent): void => {
    if (!this.pointers.delete(event.pointerId) || this.pointers.size > 0) return;
    const { x, y } = place(event);
    if (event.type === 'pointerup' && this.travelled < PRESS_PX) this.wishes.move(x - 0.5, y - 0.5);
  };

  readonly onWheel = (event: WheelEvent): void => {
    event.preventDefault();
    // What a wheel reports in lines or pages is a step of it.
    const step = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? event.deltaY : event.deltaY * 40;
    this.wishes.zoomBy(Math.exp(-Math.max(-100, Math.min(100, step)) / 400), place(event));
  };
}

/** Where that was, from 0 to 1 of the square. */
function place(event: MouseEvent): Point {
  const { left, top, width, height } = (event.currentTarget as Element).getBoundingClientRect();
  return { x: (event.clientX - left) / width, y: (event.clientY - top) / height };
}
