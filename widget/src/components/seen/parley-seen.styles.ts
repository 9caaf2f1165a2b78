import { css } from 'lit';

/** A quiet line with a switch at its end. */
export const seenStyles = css`
  :host {
    margin-inline: 16px;
    padding-block-start: 12px;
    border-block-start: 1px solid var(--_line);
  }
  .row {
    display: flex;
    gap: 12px;
    align-items: center;
    justify-content: space-between;
    inline-size: 100%;
    min-block-size: 36px;
    border-radius: 6px;
    font-size: 14px;
    line-height: 20px;
  }
  p {
    margin: 0;
    color: var(--_text-second);
    font-size: 13px;
    line-height: 18px;
  }
  @media (pointer: coarse) {
    .row {
      min-block-size: 44px;
    }
  }
`;
