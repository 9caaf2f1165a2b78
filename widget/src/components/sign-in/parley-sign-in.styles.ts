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
  .merge {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
  }
  .merge label {
    display: flex;
    gap: 8px;
    align-items: center;
    min-block-size: 24px;
  }
  .merge input {
    flex: none;
    inline-size: 18px;
    min-block-size: 18px;
    margin: 0;
    accent-color: var(--_accent-ink);
  }
  /* In line with what its label says. */
  .merge .note {
    padding-inline-start: 26px;
  }
  @media (pointer: coarse) {
    .merge label {
      min-block-size: 44px;
    }
  }
  .other {
    text-align: center;
  }
`;
