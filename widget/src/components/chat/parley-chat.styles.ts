import { css } from 'lit';

/** Nothing of the page's own styles comes in. The launcher's sheet says the same for a bubble, with its place. */
export const reset = css`
  :host(:where([mode='inline'], [mode='page'])) {
    all: initial;
  }
`;

/** The three places a chat can be in: a panel over the page, a box of the page, the whole page. */
export const chatStyles = css`
  :host([mode='inline']),
  :host([mode='page']) {
    position: relative;
    display: grid;
    isolation: isolate;
    block-size: 100%;
  }
  /* In a box without a height of its own. */
  :host([mode='inline']) {
    min-block-size: 400px;
  }

  /* Lies over the room already while it is loaded. */
  parley-places:not(:defined) {
    position: absolute;
    inset: 0;
    z-index: 1;
    background: var(--_panel);
  }

  .probe {
    background-color: color-mix(in srgb, var(--_bubble), #000 0%);
    color: color-mix(in srgb, var(--_accent), #000 0%);
  }

  .place {
    display: grid;
    grid-template: minmax(0, 1fr) / minmax(0, 1fr);
    overflow: hidden;
    border-radius: inherit;
    background: var(--_panel);
  }
  :host([mode='page']) .place {
    --_safe-top: env(safe-area-inset-top);
    --_safe-bottom: env(safe-area-inset-bottom);
  }

  dialog {
    position: absolute;
    inset: auto 0 calc(100% + 12px) auto;
    inline-size: 400px;
    max-inline-size: calc(100vw - 48px);
    block-size: min(680px, 100dvh - 104px);
    max-block-size: none;
    margin: 0;
    padding: 0;
    overflow: hidden;
    border: 0;
    border-radius: var(--_radius-panel);
    background: var(--_panel);
    box-shadow: var(--_shadow-panel);
    color: inherit;
    opacity: 0;
    transform: translateY(12px) scale(0.97);
    transform-origin: bottom right;
    transition:
      opacity 160ms ease-in,
      transform 160ms ease-in,
      display 160ms allow-discrete,
      overlay 160ms allow-discrete;
  }
  :host(:dir(rtl)) dialog {
    inset: auto auto calc(100% + 12px) 0;
    transform-origin: bottom left;
  }
  :host([position='left']) dialog {
    inset: auto auto calc(100% + 12px) 0;
    transform-origin: bottom left;
  }
  :host([position='right']) dialog {
    inset: auto 0 calc(100% + 12px) auto;
    transform-origin: bottom right;
  }
  dialog[open] {
    opacity: 1;
    transform: none;
    transition:
      opacity 240ms var(--_ease),
      transform 240ms var(--_ease),
      display 240ms allow-discrete,
      overlay 240ms allow-discrete;
  }
  @starting-style {
    dialog[open] {
      opacity: 0;
      transform: translateY(12px) scale(0.97);
    }
  }
  dialog::backdrop {
    background: none;
  }

  @media (width < 480px) {
    dialog,
    :host([position]) dialog,
    :host(:dir(rtl)) dialog {
      --_safe-top: env(safe-area-inset-top);
      --_safe-bottom: env(safe-area-inset-bottom);
      position: fixed;
      inset: var(--_view-top, 0) 0 auto;
      inline-size: auto;
      max-inline-size: none;
      block-size: var(--_view-height, 100dvh);
      border-radius: 0;
      box-shadow: none;
    }
  }

  /* The closed button's own look is the loader's; this is what it needs once it can open something. */
  .launcher {
    transition:
      transform 120ms ease-out,
      box-shadow 120ms;
  }
  .launcher:active {
    transform: scale(0.94);
  }
  .face,
  .shut {
    grid-area: 1 / 1;
    transition:
      transform 180ms var(--_ease),
      opacity 120ms;
  }
  .shut,
  [aria-expanded='true'] .face {
    opacity: 0;
    transform: scale(0.6);
  }
  [aria-expanded='true'] .shut {
    opacity: 1;
    transform: none;
  }
  .launcher:focus-visible::after {
    position: absolute;
    inset-block-end: calc(100% + 10px);
    inset-inline-end: 0;
    padding: 6px 10px;
    border-radius: var(--_radius-control);
    background: #1b1b1f;
    color: #ededf0;
    font: 500 13px/18px var(--_font);
    white-space: nowrap;
    content: attr(aria-label);
  }
  [aria-expanded='true']:focus-visible::after {
    content: none;
  }
  @media (hover: hover) {
    .launcher:hover {
      box-shadow:
        0 2px 4px rgb(0 0 0 / 16%),
        0 10px 28px rgb(0 0 0 / 26%);
    }
  }

  .badge {
    position: absolute;
    inset-block-start: -4px;
    inset-inline-end: -4px;
    display: grid;
    place-items: center;
    min-inline-size: 22px;
    block-size: 22px;
    padding-inline: 6px;
    border: 2px solid var(--_panel);
    border-radius: 999px;
    background: #c62a2f;
    color: #fff;
    font: 600 12px/1 var(--_font);
    font-variant-numeric: tabular-nums;
    animation: parley-pop 180ms var(--_ease);
  }
  /* Text on the button would have to be in its name. */
  .badge::before {
    content: attr(data-count);
  }
  .badge[hidden] {
    display: none;
  }
  @keyframes parley-pop {
    from {
      opacity: 0;
      scale: 0.5;
    }
  }

  @media (forced-colors: active) {
    dialog {
      border: 1px solid CanvasText;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    dialog,
    dialog[open] {
      transform: none;
      transition-property: opacity, display, overlay;
    }
    .badge {
      animation: none;
    }
    .launcher:active,
    .face,
    .shut {
      transform: none;
    }
  }
`;
