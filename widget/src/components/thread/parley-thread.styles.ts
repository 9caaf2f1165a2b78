import { css } from 'lit';

/** The message on top, what people answered, and the composer; only what people answered gives way. */
export const threadStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    block-size: 100%;
  }
  .root {
    flex: none;
    /* A long message leaves room for what is said about it. */
    max-block-size: 35%;
    overflow-y: auto;
    /* In the column of the log. */
    padding: 0 max(16px, calc(50% - 380px)) 8px;
    scrollbar-width: thin;
  }
  .root:focus-visible {
    outline-offset: -2px;
  }
  /* Room for what can be done with it: what sticks to the top of the box would stand below a padding of the box. */
  .root > parley-message {
    padding-block-start: 24px;
  }
  @media (pointer: coarse) {
    .root > parley-message {
      padding-block-start: 44px;
    }
  }
  .count {
    display: flex;
    flex: none;
    gap: 12px;
    align-items: center;
    margin: 0;
    padding-inline: max(16px, calc(50% - 380px));
    color: var(--_text-second);
    font-size: 13px;
    font-weight: 500;
    font-variant-numeric: tabular-nums;
    line-height: 28px;
  }
  .count::after {
    flex: 1;
    block-size: 1px;
    background: var(--_line);
    content: '';
  }
  parley-log {
    flex: 1;
    min-block-size: 0;
    /* As much as the room leaves for who types. */
    margin-block-end: 20px;
  }
  .over {
    margin: 0;
    padding: 12px 16px calc(12px + var(--_safe-bottom, 0px));
    color: var(--_text-second);
    font-size: 14px;
    line-height: 20px;
    text-align: center;
  }
`;
