import type { ReactiveController, ReactiveControllerHost } from 'lit';

/**
 * Tells the style sheet how much of a phone's screen its keyboard leaves: `--_view-top` and `--_view-height`. Without it
 * the composer of a full-screen panel would lie under the keyboard.
 */
export class ViewportController implements ReactiveController {
  private readonly sheet = new CSSStyleSheet();

  constructor(private readonly host: ReactiveControllerHost & HTMLElement) {
    host.addController(this);
  }

  hostConnected(): void {
    visualViewport?.addEventListener('resize', this.measure);
    visualViewport?.addEventListener('scroll', this.measure);
  }

  hostDisconnected(): void {
    visualViewport?.removeEventListener('resize', this.measure);
    visualViewport?.removeEventListener('scroll', this.measure);
  }

  /** Measures now; the panel is about to be shown. */
  readonly measure = (): void => {
    const { shadowRoot } = this.host;
    if (shadowRoot === null || visualViewport === null) return;
    if (!shadowRoot.adoptedStyleSheets.includes(this.sheet)) shadowRoot.adoptedStyleSheets.push(this.sheet);
    const { offsetTop, height, scale } = visualViewport;
    // Zoomed in by two fingers, the panel keeps its size and is looked at in parts.
    const rule = scale > 1.01 ? '' : `:host{--_view-top:${offsetTop}px;--_view-height:${height}px}`;
    this.sheet.replaceSync(rule);
  };
}
