import { css } from 'lit';

/** One row with a hairline below; stays clear of a phone's notch. */
export const headerStyles = css`
  header {
    display: flex;
    gap: 4px;
    align-items: center;
    min-block-size: 60px;
    padding-block: calc(10px + var(--_safe-top, 0px)) 10px;
    padding-inline: 8px 12px;
    border-block-end: 1px solid var(--_line);
  }
  .mark {
    display: grid;
    flex: none;
    place-items: center;
    inline-size: 36px;
    block-size: 36px;
    border-radius: var(--_radius-control);
    background: var(--_accent-tint);
    color: color-mix(in oklab, var(--_accent-ink), var(--_text) 40%);
    font-weight: 600;
    user-select: none;
  }
  .mark::before {
    content: attr(data-letters);
  }
  .about {
    display: flex;
    flex: 1;
    gap: 12px;
    align-items: center;
    inline-size: auto;
    min-inline-size: 0;
    padding-inline: 4px;
    color: var(--_text);
    text-align: start;
  }
  .words {
    flex: 1;
    min-inline-size: 0;
  }
  h2,
  p {
    margin: 0;
    overflow: hidden;
    text-align: -webkit-match-parent;
    text-align: match-parent;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  h2 {
    font-size: 17px;
    font-weight: 600;
    line-height: 22px;
    letter-spacing: -0.01em;
  }
  p {
    color: var(--_text-second);
    font-size: 13px;
    font-variant-numeric: tabular-nums;
    line-height: 18px;
  }
  button {
    display: grid;
    flex: none;
    place-items: center;
    inline-size: 36px;
    block-size: 36px;
    border-radius: var(--_radius-control);
    color: var(--_text-second);
    transition:
      background-color 120ms,
      color 120ms;
  }
  button svg {
    inline-size: 20px;
    block-size: 20px;
  }
  :host(:dir(rtl)) .back svg {
    transform: scaleX(-1);
  }
  @media (hover: hover) {
    button:hover {
      background: var(--_hover);
      color: var(--_text);
    }
  }
  button:active {
    background: var(--_press);
    color: var(--_text);
  }
  @media (pointer: coarse) {
    button {
      inline-size: 44px;
      block-size: 44px;
    }
  }
`;
