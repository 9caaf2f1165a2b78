import { css } from 'lit';

/**
 * A thin line that slides out from under the header. It waits before it speaks, so that a reconnect of a blink is not
 * told at all, and goes at once.
 */
export const bannerStyles = css`
  .banner {
    display: grid;
    grid-template-rows: 0fr;
    background: var(--_sunken);
    color: var(--_text-second);
    font-size: 13px;
    line-height: 18px;
    visibility: hidden;
    transition:
      grid-template-rows 180ms var(--_ease),
      visibility 0s 180ms;
  }
  .banner > div {
    overflow: hidden;
  }
  p {
    display: flex;
    gap: 8px;
    align-items: center;
    justify-content: center;
    min-block-size: 32px;
    margin: 0;
    padding: 4px 16px;
    border-block-end: 1px solid var(--_line);
    text-align: center;
  }
  :not([data-link='fine'])[data-link] {
    grid-template-rows: 1fr;
    visibility: visible;
    transition-delay: 400ms;
  }
  [data-link='connecting'] {
    transition-delay: 1.2s;
  }
  .dot {
    flex: none;
    inline-size: 6px;
    block-size: 6px;
    border-radius: 50%;
    background: currentcolor;
    animation: parley-breathe 1s ease-in-out infinite alternate;
  }
  @keyframes parley-breathe {
    to {
      opacity: 0.25;
    }
  }
  button {
    min-block-size: 24px;
    border-radius: 6px;
    color: var(--_text);
    font-weight: 600;
  }
  @media (prefers-reduced-motion: reduce) {
    .dot {
      animation: none;
    }
  }
`;
