/**
 * The room's screen without a server: `?scene=talk&theme=dark&dir=rtl&accent=gold`. For looking at it, and for the tests
 * of its elements, which find it as `window.stage`.
 */
import { LitElement, css, html } from 'lit';
import { property, query } from 'lit/decorators.js';
import { AccentController } from '../src/controllers/accent-controller.js';
import { define } from '../src/define.js';
import { base } from '../src/theme/base.styles.js';
import { tokens } from '../src/theme/tokens.js';
import { makeScene } from './scenes.js';
import type { Scene } from './scenes.js';

declare global {
  interface Window {
    stage: ParleyStage;
    /** Every wish that was reported, oldest first. */
    wishes: { name: string; detail: unknown }[];
  }
}

const WISHES = 'send rename message-retry message-delete load-before at-end reload account write close'.split(' ');

/** Stands in for `<parley-chat>`: gives the room its tokens and its scene. */
class ParleyStage extends LitElement {
  static override styles = [
    base,
    tokens,
    css`
      :host {
        display: block;
        block-size: 100%;
      }
      .probe {
        background-color: color-mix(in srgb, var(--_bubble), #000 0%);
        color: color-mix(in srgb, var(--_accent), #000 0%);
      }
    `,
  ];

  @property({ attribute: false }) scene: Scene = makeScene('talk');
  @property({ reflect: true }) theme: string | null = null;
  @property() accent: string | null = null;
  @query('.probe') readonly probe!: Element | null;
  readonly accents = new AccentController(this);

  override render() {
    const { view, newFromSeq, unread } = this.scene;
    return html`<i class="probe" hidden></i
      ><parley-room
        .view=${view}
        .newFromSeq=${newFromSeq ?? null}
        .unread=${unread ?? 0}
        .canClose=${true}
      ></parley-room>`;
  }
}

define();
customElements.define('parley-stage', ParleyStage);
const asked = new URLSearchParams(location.search);
document.documentElement.dir = asked.get('dir') ?? 'ltr';
document.documentElement.lang = 'en';
window.wishes = [];
for (const name of WISHES) {
  document.addEventListener(`parley-${name}`, (event) =>
    window.wishes.push({ name, detail: (event as CustomEvent<unknown>).detail }),
  );
}
const stage = document.createElement('parley-stage') as ParleyStage;
stage.scene = makeScene(asked.get('scene') ?? 'talk');
stage.theme = asked.get('theme');
stage.accent = asked.get('accent');
document.body.append(stage);
window.stage = stage;
