import { css } from 'lit';

/** In the composer's place, as wide and as quiet. */
export const gateStyles = css`
  :host {
    padding: 12px 16px calc(16px + var(--_safe-bottom, 0px));
    border-block-start: 1px solid var(--_line);
    color: var(--_text-second);
    font-size: 13px;
    line-height: 18px;
    text-align: center;
  }
  p {
    margin: 0;
    overflow-wrap: anywhere;
  }
  .action {
    margin-block-start: 12px;
    font-size: 15px;
    line-height: 22px;
  }
`;
