import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { accentRule } from '../theme/accent.js';
import { contrast, onFill, parseComputedColor, readableOn, toHex } from '../theme/contrast.js';

/** An element whose accent may be anything. */
export interface AccentHost extends ReactiveControllerHost, HTMLElement {
  /** Any CSS colour, or null to leave it to `--parley-accent` and the default. */
  readonly accent: string | null;
  /** `light`, `dark`, else as the system says. */
  readonly theme: string | null;
  /** Element with the accent as `color` and the bubbles' surface as `background-color`, both mixed in sRGB. */
  readonly probe: Element | null;
}

/**
 * Derives from the accent, wherever it was set, the text on it and the accent as ink, so that both can be read. Writes
 * them as one adopted rule: no inline style, nothing for a strict CSP to refuse.
 */
export class AccentController implements ReactiveController {
  private readonly sheet = new CSSStyleSheet();
  private readonly scheme = matchMedia('(prefers-color-scheme: dark)');
  private seen = '';

  constructor(private readonly host: AccentHost) {
    host.addController(this);
  }

  hostConnected(): void {
    this.scheme.addEventListener('change', this.refresh);
  }

  hostDisconnected(): void {
    this.scheme.removeEventListener('change', this.refresh);
  }

  hostUpdated(): void {
    const now = `${this.host.accent} ${this.host.theme}`;
    if (now === this.seen) return;
    this.seen = now;
    this.refresh();
  }

  /** Reads the colours again; the page's own style sheets may have changed them. */
  readonly refresh = (): void => {
    const { shadowRoot, probe } = this.host;
    if (shadowRoot === null || probe === null) return;
    if (!shadowRoot.adoptedStyleSheets.includes(this.sheet)) shadowRoot.adoptedStyleSheets.push(this.sheet);
    const written = accentRule(this.host.accent);
    this.sheet.replaceSync(written);

    const computed = getComputedStyle(probe);
    const accent = parseComputedColor(computed.color);
    const surface = parseComputedColor(computed.backgroundColor);
    if (accent === null || surface === null) return;
    const on = toHex(onFill(accent));
    const ink = toHex(contrast(accent, surface) >= 4.5 ? accent : readableOn(accent, surface, 4.5));
    this.sheet.replaceSync(`${written}:host{--_on-accent:${on};--_accent-ink:${ink}}`);
  };
}
