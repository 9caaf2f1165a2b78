import { css } from 'lit';

/** What every element of the widget starts from: boxes, type, plain buttons, one focus ring, words for screen readers only. */
export const base = css`
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }

  :host {
    display: block;
    font: 15px/22px var(--_font);
    color: var(--_text);
  }
  :host([hidden]) {
    display: none;
  }

  button,
  input,
  textarea {
    margin: 0;
    padding: 0;
    border: 1px solid transparent;
    background: none;
    color: inherit;
    font: inherit;
    letter-spacing: inherit;
    text-align: inherit;
  }
  button {
    cursor: pointer;
    touch-action: manipulation;
    -webkit-tap-highlight-color: transparent;
    user-select: none;
  }
  button:disabled {
    cursor: default;
  }
  svg {
    display: block;
    fill: none;
    stroke: currentcolor;
    stroke-width: 1.75;
    stroke-linecap: round;
    stroke-linejoin: round;
  }

  :focus-visible {
    outline: 2px solid var(--_accent-ink);
    outline-offset: 2px;
  }

  .quiet {
    border-radius: 6px;
    color: var(--_text-second);
    font-size: 13px;
    line-height: 18px;
    transition: color 120ms;
  }
  @media (hover: hover) {
    .quiet:hover {
      color: var(--_text);
    }
  }
  .quiet:active {
    color: var(--_text);
  }

  .action {
    min-height: 36px;
    padding: 6px 14px;
    border-radius: var(--_radius-control);
    background: var(--_accent);
    color: var(--_on-accent);
    font-weight: 600;
    transition: background-color 120ms;
  }
  @media (hover: hover) {
    .action:hover {
      background: var(--_accent-hover);
    }
  }
  .action:active {
    background: var(--_accent-active);
  }
  @media (pointer: coarse) {
    .action {
      min-height: 44px;
    }
  }

  .only-read {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  @media (prefers-reduced-motion: reduce) {
    *,
    *::before,
    *::after {
      animation-duration: 1ms;
      transition-property: opacity, color, background-color, visibility;
    }
  }
`;
