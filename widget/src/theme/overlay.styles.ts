import { css } from 'lit';

/** A screen that lies over the room, which stays as it was: its scroll, its draft. */
export const overlayStyles = css`
  :host {
    --_field-line: color-mix(in srgb, var(--_text) 50%, var(--_panel));
    position: absolute;
    inset: 0;
    z-index: 1;
    display: grid;
    grid-template: auto auto minmax(0, 1fr) / minmax(0, 1fr);
    background: var(--_panel);
    animation: parley-come 180ms var(--_ease);
  }
  @keyframes parley-come {
    from {
      opacity: 0;
      transform: translateX(var(--_from, 16px));
    }
  }
  :host(:dir(rtl)) {
    --_from: -16px;
  }
  .back svg {
    transform: none;
  }
  :host(:dir(rtl)) .back svg {
    transform: scaleX(-1);
  }
  header {
    gap: 4px;
    padding-inline-start: 8px;
  }
  h2,
  h2:focus-visible {
    flex: 1;
    outline: none;
    text-align: left;
  }
  :host(:dir(rtl)) h2 {
    text-align: right;
  }
  header:has(> h2:first-child) {
    padding-inline-start: 16px;
  }
  main {
    overflow-y: auto;
    overscroll-behavior: contain;
    scroll-padding-block: 20px;
    scrollbar-width: thin;
  }
  .column {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 24px;
    max-inline-size: 432px;
    margin-inline: auto;
    padding: 20px 16px calc(24px + var(--_safe-bottom, 0px));
  }
  .column[hidden] {
    display: none;
  }
  .told {
    padding: 10px 16px;
    border-radius: var(--_radius-control);
    background: var(--_sunken);
    font-size: 13px;
    line-height: 18px;
    overflow-wrap: anywhere;
  }
  .told:empty {
    display: none;
  }
  @media (prefers-reduced-motion: reduce) {
    :host,
    :host(:dir(rtl)) {
      --_from: 0;
    }
  }
`;
