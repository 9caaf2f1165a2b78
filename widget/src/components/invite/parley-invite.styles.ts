import { css } from 'lit';

/** One thing in the middle: where it leads, and the way in. */
export const inviteStyles = css`
  :host {
    align-content: center;
  }
  .invite {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 16px;
    justify-items: center;
    inline-size: 100%;
    max-inline-size: 368px;
    margin-inline: auto;
    padding: 24px 24px calc(32px + var(--_safe-bottom, 0px));
    text-align: center;
    animation: parley-rows 120ms;
  }
  .invite svg {
    color: var(--_text-second);
  }
  .invite h3 {
    margin-block-end: 4px;
    font-size: 17px;
    font-weight: 600;
    line-height: 24px;
  }
`;
