import { css } from 'lit';

/** Rows in two groups; the chat that goes on stands out. */
export const homeStyles = css`
  .home {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 16px;
    max-inline-size: 640px;
    margin-inline: auto;
    padding-block: 16px calc(24px + var(--_safe-bottom, 0px));
  }
  h3 {
    margin: 0 16px 4px;
    color: var(--_text-second);
    font-size: 13px;
    font-weight: 600;
    line-height: 18px;
  }
  .first .entry {
    padding-inline: 16px;
  }
  .first .entry-main {
    padding: 12px;
    border-radius: 14px;
    background: var(--_sunken);
  }
  @media (hover: hover) {
    .first button.entry-main:hover {
      background: color-mix(in srgb, var(--_text) 4%, var(--_sunken));
    }
  }
  .onwards {
    color: var(--_text-second);
  }
  .onwards:dir(rtl) {
    transform: scaleX(-1);
  }
`;
