import { css } from 'lit';

/** Chips, the calm pulse of waiting, and the way out when somebody was found. */
export const matchStyles = css`
  :host {
    align-content: stretch;
  }
  .lead {
    color: var(--_text-second);
  }
  .notice {
    align-content: start;
  }
  .notice .action,
  .notice .plain {
    inline-size: auto;
    min-inline-size: 200px;
  }
  .notice .plain {
    margin-block-start: 4px;
  }
  .chips {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    margin: 0 0 4px;
    padding: 0;
    list-style: none;
  }
  .chips li {
    display: flex;
    align-items: center;
    max-inline-size: 100%;
    min-block-size: 32px;
    padding-inline-start: 12px;
    border-radius: 999px;
    background: var(--_accent-tint);
    font-size: 13px;
    line-height: 18px;
    animation: parley-rows 120ms;
  }
  .chips bdi {
    min-inline-size: 0;
    padding-block: 4px;
    overflow-wrap: anywhere;
  }
  .chips button {
    display: grid;
    flex: none;
    place-items: center;
    inline-size: 32px;
    block-size: 32px;
    border-radius: 999px;
    color: var(--_text-second);
  }
  .chips button:focus-visible {
    outline-offset: -3px;
  }
  form .action {
    min-block-size: 52px;
    font-size: 17px;
  }

  .waiting {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 24px;
    align-content: center;
    justify-items: center;
    padding: 24px 32px calc(32px + var(--_safe-bottom, 0px));
    text-align: center;
    transition:
      opacity 240ms var(--_ease),
      transform 240ms var(--_ease);
  }
  .waiting.found {
    opacity: 0;
    transform: translateX(-16px);
  }
  .waiting:dir(rtl).found {
    transform: translateX(16px);
  }
  .waiting h3 {
    font-size: 17px;
    font-weight: 600;
    line-height: 24px;
  }
  .waiting h3:focus-visible {
    outline: none;
  }
  .waiting .note {
    max-inline-size: 36ch;
    min-block-size: 36px;
    margin: 4px auto 0;
  }
  .waiting .crowd {
    min-block-size: 18px;
    margin-block-start: -16px;
  }
  .waiting .plain {
    inline-size: auto;
    min-inline-size: 160px;
  }
  .pulse {
    display: grid;
    place-items: center;
    inline-size: 144px;
    block-size: 144px;
  }
  .pulse i {
    grid-area: 1 / 1;
    inline-size: 48px;
    block-size: 48px;
    border-radius: 50%;
    background: var(--_accent);
  }
  .pulse i:not(:first-child) {
    opacity: 0;
    animation: parley-pulse 3200ms ease-out infinite;
  }
  .pulse i:last-child {
    animation-delay: 1600ms;
  }
  .still .pulse i {
    background: var(--_text-second);
    animation: none;
  }
  @keyframes parley-pulse {
    from {
      opacity: 0.3;
      scale: 1;
    }
    to {
      opacity: 0;
      scale: 3;
    }
  }
  @media (hover: hover) {
    .chips button:hover {
      color: var(--_text);
    }
  }
  @media (pointer: coarse) {
    .chips li {
      min-block-size: 44px;
    }
    .chips button {
      inline-size: 44px;
      block-size: 44px;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .waiting.found,
    .waiting:dir(rtl).found {
      transform: none;
    }
    .pulse i:not(:first-child) {
      opacity: 0.2;
      scale: 2;
      animation: none;
    }
  }
`;
