import { css } from 'lit';

/** A quiet line in the middle of the log; of a long topic the beginning. */
export const systemStyles = css`
  :host {
    grid-column: 1 / -1;
    justify-self: center;
    max-inline-size: min(86%, 560px);
    min-block-size: 18px;
    margin-block: 2px;
    color: var(--_text-second);
    font-size: 13px;
    line-height: 18px;
  }
  p {
    display: -webkit-box;
    margin: 0;
    overflow: hidden;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 3;
    overflow-wrap: anywhere;
    text-align: center;
    text-wrap: balance;
  }
  bdi {
    font-weight: 500;
  }
`;
