import { LitElement, html } from 'lit';
import type { PropertyValues } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { CropGestures } from '../../controllers/crop-gestures.js';
import { accountPageStrings } from '../../i18n/account-page-strings.js';
import { cutSide, maxZoom, moved, wholeCrop, zoomOf, zoomed } from '../../state/crop.js';
import type { Crop } from '../../state/crop.js';
import { base } from '../../theme/base.styles.js';
import { cropStyles } from './parley-crop.styles.js';

const { picture: words } = accountPageStrings;

/** Pixels across of what is drawn: enough for the sharpest screens. */
const DRAWN_SIDE = 640;
/** Part of the square that an arrow key moves it. */
const STEP = 0.05;
const ZOOM_STEP = 1.1;

const arrows: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [1, 0],
  ArrowRight: [-1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/** The part of a picture that is shown: dragged and zoomed with a mouse, with fingers or with keys. */
export class ParleyCrop extends LitElement {
  static override styles = [base, cropStyles];

  @property({ attribute: false }) picture!: ImageBitmap;
  @state() private crop: Crop = { x: 0, y: 0, side: 1 };
  @query('canvas') private readonly canvas!: HTMLCanvasElement;
  @query('.part') private readonly square!: HTMLElement;
  private readonly gestures = new CropGestures({
    move: (dx, dy) => this.move(dx, dy),
    zoomBy: (factor, at) => this.zoom(zoomOf(this.picture, this.crop) * factor, at),
  });

  /** Puts the person onto the picture. */
  focusPart(): void {
    this.square.focus({ preventScroll: true });
  }

  /** The part as a file of its own. */
  async cut(): Promise<Blob> {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = cutSide(this.crop);
    this.draw(canvas);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/webp', 0.95));
    if (blob === null) throw new Error('the browser made no picture');
    return blob;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('picture')) this.crop = wholeCrop(this.picture);
  }

  protected override updated(): void {
    this.draw(this.canvas);
  }

  override render() {
    const zoom = zoomOf(this.picture, this.crop);
    const most = maxZoom(this.picture);
    return html`<div
        class="part"
        tabindex="0"
        role="application"
        aria-label=${words.part}
        aria-describedby="help"
        @keydown=${this.onKeyDown}
        @pointerdown=${this.gestures.onDown}
        @pointermove=${this.gestures.onMove}
        @pointerup=${this.gestures.onUp}
        @pointercancel=${this.gestures.onUp}
        @wheel=${this.gestures.onWheel}
      >
        <canvas width=${DRAWN_SIDE} height=${DRAWN_SIDE}></canvas>
      </div>
      <label
        ><span>${words.zoom}</span
        ><input
          type="range"
          min="0"
          max="100"
          .value=${String(most > 1 ? (Math.log(zoom) / Math.log(most)) * 100 : 0)}
          ?disabled=${most === 1}
          aria-valuetext=${words.zoomed(Math.round(zoom * 100))}
          @input=${(event: Event) => this.zoom(most ** (Number((event.target as HTMLInputElement).value) / 100))}
      /></label>
      <p id="help">${words.help} <span class="keys">${words.keys}</span></p>`;
  }

  private draw(canvas: HTMLCanvasElement): void {
    const { x, y, side } = this.crop;
    const { width, height } = canvas;
    const context = canvas.getContext('2d');
    if (context === null) return;
    context.imageSmoothingQuality = 'high';
    context.clearRect(0, 0, width, height);
    context.drawImage(this.picture, x, y, side, side, 0, 0, width, height);
  }

  /** @param dx, dy parts of the square */
  private move(dx: number, dy: number): void {
    this.crop = moved(this.picture, this.crop, dx * this.crop.side, dy * this.crop.side);
  }

  private zoom(zoom: number, at?: { x: number; y: number }): void {
    this.crop = zoomed(this.picture, this.crop, zoom, at);
  }

  private readonly onKeyDown = (event: KeyboardEvent): void => {
    const { key } = event;
    const arrow = arrows[key];
    if (arrow) this.move(arrow[0] * STEP, arrow[1] * STEP);
    else if (key === '+' || key === '=') this.zoom(zoomOf(this.picture, this.crop) * ZOOM_STEP);
    else if (key === '-') this.zoom(zoomOf(this.picture, this.crop) / ZOOM_STEP);
    else return;
    event.preventDefault();
  };
}
