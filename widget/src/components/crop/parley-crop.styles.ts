import { css } from 'lit';

/** The square as it is cut; what a round avatar leaves out lies in the shade, unless whoever shows it says otherwise. */
export const cropStyles = css`
  :host {
    display: grid;
    gap: 12px;
    justify-items: center;
    position: relative;
  }
  .part {
    position: relative;
    inline-size: min(100%, 320px);
    overflow: hidden;
    border-radius: var(--_radius-control);
    background: var(--_sunken);
    cursor: grab;
    touch-action: none;
    user-select: none;
  }
  .part:active {
    cursor: grabbing;
  }
  canvas {
    display: block;
    inline-size: 100%;
    block-size: auto;
  }
  .part::after {
    position: absolute;
    inset: 0;
    background: var(--_shade, radial-gradient(closest-side, transparent 99%, rgb(0 0 0 / 55%) 100%));
    pointer-events: none;
    content: '';
  }
  label {
    display: flex;
    gap: 12px;
    align-items: center;
    inline-size: min(100%, 320px);
    font-size: 13px;
    font-weight: 600;
    line-height: 18px;
  }
  input {
    flex: 1;
    min-inline-size: 0;
    block-size: 24px;
    border-radius: 999px;
    appearance: none;
    cursor: pointer;
  }
  input::-webkit-slider-runnable-track {
    block-size: 4px;
    border-radius: 2px;
    background: var(--_field-line);
  }
  input::-moz-range-track {
    block-size: 4px;
    border-radius: 2px;
    background: var(--_field-line);
  }
  input::-webkit-slider-thumb {
    inline-size: 22px;
    block-size: 22px;
    margin-block-start: -9px;
    border: 2px solid var(--_panel);
    border-radius: 50%;
    appearance: none;
    background: var(--_accent);
  }
  input::-moz-range-thumb {
    inline-size: 18px;
    block-size: 18px;
    border: 2px solid var(--_panel);
    border-radius: 50%;
    background: var(--_accent);
  }
  input:disabled {
    opacity: 0.4;
    cursor: default;
  }
  p {
    margin: 0;
    color: var(--_text-second);
    font-size: 13px;
    line-height: 18px;
    text-align: center;
  }
  @media (pointer: coarse) {
    input {
      block-size: 44px;
    }
    /* For those who have them beside the touch screen, and listen. */
    .keys {
      position: absolute;
      inline-size: 1px;
      block-size: 1px;
      overflow: hidden;
      clip-path: inset(50%);
      white-space: nowrap;
    }
  }
`;
