import { css } from 'lit';

/** Header, log and composer, one above the other; only the log gives way. */
export const roomStyles = css`
  :host {
    display: grid;
    grid-template: auto auto minmax(0, 1fr) auto auto / minmax(0, 1fr);
    block-size: 100%;
    background: var(--_panel);
  }
  .typing {
    block-size: 20px;
  }
`;
