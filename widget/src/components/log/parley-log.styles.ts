import { css } from 'lit';

/** The scrolling part of a room. The column in it never grows wider than what can be read. */
export const logStyles = css`
  :host {
    position: relative;
    min-block-size: 0;
  }
  .viewport {
    position: absolute;
    inset: 0;
    overflow: hidden auto;
    overflow-anchor: none;
    overscroll-behavior: contain;
    scrollbar-color: color-mix(in srgb, var(--_text) 24%, transparent) transparent;
    scrollbar-width: thin;
  }
  .viewport:focus-visible {
    outline-offset: -2px;
  }
  .content {
    display: flex;
    flex-direction: column;
    justify-content: flex-end;
    min-block-size: 100%;
    max-inline-size: 792px;
    margin-inline: auto;
    padding: 8px 16px 4px;
  }

  .day {
    position: sticky;
    inset-block-start: 8px;
    z-index: 1;
    inline-size: fit-content;
    margin: 12px auto 4px;
    padding: 3px 10px;
    border-radius: 999px;
    background: var(--_panel);
    box-shadow: 0 0 0 1px var(--_line);
    color: var(--_text-second);
    font-size: 12px;
    font-weight: 500;
    line-height: 16px;
    pointer-events: none;
    user-select: none;
  }
  .new {
    display: flex;
    gap: 10px;
    align-items: center;
    margin-block: 16px 4px;
    color: var(--_accent-ink);
    font-size: 12px;
    font-weight: 600;
    line-height: 16px;
  }
  .new::before,
  .new::after {
    flex: 1;
    border-block-start: 1px solid color-mix(in srgb, var(--_accent-ink) 45%, transparent);
    content: '';
  }

  .earlier {
    display: flex;
    gap: 8px;
    justify-content: center;
    min-block-size: 28px;
    padding-block: 4px;
    color: var(--_text-second);
    font-size: 13px;
    line-height: 20px;
  }
  .earlier button {
    color: var(--_text);
    font-weight: 600;
  }
  .earlier span {
    animation: parley-appear 120ms 150ms both;
  }

  .below {
    position: absolute;
    inset-block-end: 8px;
    inset-inline: 0;
    display: flex;
    justify-content: center;
    pointer-events: none;
  }
  .pill {
    display: flex;
    gap: 6px;
    align-items: center;
    block-size: 36px;
    min-inline-size: 36px;
    padding-inline: 8px;
    border-radius: 999px;
    background: var(--_raised);
    box-shadow: var(--_shadow-menu);
    color: var(--_text);
    font-size: 13px;
    font-weight: 600;
    font-variant-numeric: tabular-nums;
    pointer-events: auto;
    transition: background-color 120ms;
    animation: parley-rise 180ms var(--_ease);
  }
  .pill.counts {
    padding-inline: 10px 14px;
    background: var(--_accent);
    color: var(--_on-accent);
  }
  @media (pointer: coarse) {
    .pill {
      block-size: 44px;
      min-inline-size: 44px;
      padding-inline-start: 12px;
    }
  }

  .state {
    display: grid;
    flex: 1;
    align-content: center;
    justify-items: center;
    padding: 32px 24px;
    text-align: center;
  }
  .state svg {
    margin-block-end: 12px;
    color: var(--_text-second);
    stroke-width: 1.5;
  }
  .state h3 {
    margin: 0;
    font-size: 15px;
    font-weight: 600;
    line-height: 22px;
  }
  .state p {
    max-inline-size: 36ch;
    text-wrap: balance;
    margin: 2px 0 0;
    color: var(--_text-second);
    overflow-wrap: anywhere;
  }
  .state .action {
    margin-block-start: 16px;
  }
  .link {
    min-block-size: 28px;
    margin-block-start: 2px;
    border-radius: 6px;
    color: var(--_accent-ink);
    font-weight: 500;
  }
  @media (hover: hover) {
    .link:hover {
      text-decoration: underline;
      text-underline-offset: 3px;
    }
  }

  .skeleton {
    display: grid;
    gap: 12px;
    padding-block: 12px;
    animation: parley-appear 180ms 150ms both;
  }
  .skeleton i {
    block-size: 36px;
    inline-size: 58%;
    margin-inline-start: 36px;
    border-radius: var(--_radius-bubble);
    background: var(--_bubble);
    animation: parley-breathe 900ms ease-in-out infinite alternate;
  }
  .skeleton i:nth-child(2) {
    inline-size: 38%;
    margin-block-start: -8px;
  }
  .skeleton i:nth-child(3) {
    justify-self: end;
    inline-size: 46%;
    background: var(--_accent-tint);
  }
  .skeleton i:nth-child(4) {
    block-size: 58px;
    inline-size: 66%;
  }
  @keyframes parley-appear {
    from {
      opacity: 0;
    }
  }
  @keyframes parley-breathe {
    to {
      opacity: 0.55;
    }
  }
  @keyframes parley-rise {
    from {
      opacity: 0;
      translate: 0 8px;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .skeleton i {
      animation: none;
    }
    .pill {
      animation-name: parley-appear;
    }
  }
`;
