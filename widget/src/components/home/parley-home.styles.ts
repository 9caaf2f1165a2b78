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
  .lost {
    display: flex;
    gap: 4px 12px;
    align-items: center;
    justify-content: space-between;
    margin-inline: 16px;
    padding: 8px 12px;
    border-radius: 14px;
    background: var(--_sunken);
    color: var(--_text-second);
    font-size: 13px;
    line-height: 18px;
    animation: parley-rows 120ms both;
  }
  .lost p {
    margin: 0;
  }
  .lost button {
    flex: none;
    min-block-size: 32px;
    padding: 4px 8px;
    border-radius: 6px;
    color: var(--_text);
    font-weight: 600;
  }
  @media (hover: hover) {
    .lost button:hover {
      background: var(--_hover);
    }
  }
  @media (pointer: coarse) {
    .lost button {
      min-block-size: 44px;
    }
  }
  .onwards {
    color: var(--_text-second);
  }
  .onwards:dir(rtl) {
    transform: scaleX(-1);
  }
`;
