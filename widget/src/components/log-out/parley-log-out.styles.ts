import { css } from 'lit';

/** A quiet button; the question takes its place. */
export const logOutStyles = css`
  .first {
    inline-size: 100%;
  }
  .question {
    display: grid;
    gap: 12px;
  }
  .question p {
    font-size: 13px;
    line-height: 18px;
  }
  .answers {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  .answers > * {
    flex: 1 1 112px;
  }
`;
