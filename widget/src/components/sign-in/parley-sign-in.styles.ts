import { css } from 'lit';

/** One column: the first way has the accent, the others are quiet. */
export const signInStyles = css`
  :host {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 24px;
  }
  section form {
    display: grid;
  }
  .ways {
    display: grid;
    gap: 8px;
  }
  .or {
    display: flex;
    gap: 12px;
    align-items: center;
    color: var(--_text-second);
    font-size: 13px;
    line-height: 18px;
  }
  .or::before,
  .or::after {
    flex: 1;
    border-block-start: 1px solid var(--_line);
    content: '';
  }
  .other {
    text-align: center;
  }
`;
