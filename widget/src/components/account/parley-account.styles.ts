import { css } from 'lit';

/** Who one is, and the rows that lead to the pages of the account. */
export const accountStyles = css`
  .me {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 2px 16px;
    align-items: center;
  }
  .me parley-avatar {
    --_letters: 22px;
    inline-size: 64px;
    block-size: 64px;
  }
  /* The header's buttons are of one size; these are not. */
  .picture {
    position: relative;
    grid-row: 1 / 3;
    inline-size: 64px;
    block-size: 64px;
    border-radius: 50%;
  }
  .picture:hover,
  .picture:active {
    background: none;
  }
  .badge svg {
    inline-size: 14px;
    block-size: 14px;
  }
  .picture .badge {
    position: absolute;
    inset-block-end: -2px;
    inset-inline-end: -2px;
    display: grid;
    place-items: center;
    inline-size: 26px;
    block-size: 26px;
    border: 2px solid var(--_panel);
    border-radius: 50%;
    background: var(--_bubble);
    color: var(--_text);
  }
  .me .name {
    overflow: hidden;
    overflow-wrap: anywhere;
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    align-self: end;
    font-size: 17px;
    font-weight: 600;
    line-height: 24px;
    letter-spacing: -0.01em;
  }
  .me .what {
    align-self: start;
    color: var(--_text-second);
    font-size: 13px;
    line-height: 18px;
    overflow-wrap: anywhere;
  }
  .rows {
    margin: -8px -16px;
  }
  .row {
    position: relative;
    display: flex;
    gap: 8px;
    align-items: center;
    inline-size: 100%;
    block-size: auto;
    min-block-size: 48px;
    padding: 12px 16px;
    border: 0;
    border-radius: 0;
    color: var(--_text);
  }
  .row::before {
    position: absolute;
    inset: -1px 16px auto;
    border-block-start: 1px solid var(--_line);
    content: '';
  }
  .row:focus-visible {
    outline-offset: -3px;
    border-radius: 12px;
  }
  .row .label {
    flex: 1 0 auto;
  }
  .row .value {
    min-inline-size: 0;
    font-size: 13px;
    line-height: 18px;
    overflow-wrap: anywhere;
    text-align: end;
  }
  .row .value,
  .row svg {
    color: var(--_text-second);
  }
  .row svg {
    flex: none;
    inline-size: 16px;
    block-size: 16px;
  }
  :host(:dir(rtl)) .row svg {
    transform: scaleX(-1);
  }
  .row:active {
    background: var(--_press);
  }
  .busy {
    animation: parley-busy 800ms 150ms ease-in-out infinite alternate;
  }
  @keyframes parley-busy {
    to {
      opacity: 0.4;
    }
  }
  @media (hover: hover) {
    .row:hover {
      background: var(--_hover);
    }
    .picture:hover .badge {
      background: color-mix(in srgb, var(--_text) 10%, var(--_bubble));
    }
  }
  .out {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 8px;
  }
  .out .quiet {
    inline-size: 100%;
    block-size: auto;
    min-block-size: 44px;
    border-radius: var(--_radius-control);
  }
  .out .quiet:hover {
    color: var(--_danger);
  }
  @media (prefers-reduced-motion: reduce) {
    .busy {
      animation: none;
    }
  }
`;
