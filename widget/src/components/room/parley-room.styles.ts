import { css } from 'lit';

/** Header, log and composer, one above the other; only the log gives way. */
export const roomStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    block-size: 100%;
    background: var(--_panel);
  }
  parley-log {
    flex: 1;
  }
  .typing {
    block-size: 20px;
  }
`;
