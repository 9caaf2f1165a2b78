import { css } from 'lit';

/** A quiet line that turns into a field in its own place. */
export const nameStyles = css`
  :host {
    min-inline-size: 0;
  }
  .shown {
    display: flex;
    gap: 6px;
    align-items: center;
    max-inline-size: 100%;
    min-block-size: 24px;
    padding-inline: 4px;
  }
  .shown svg {
    flex: none;
  }
  .shown span {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  p {
    flex-basis: 100%;
    margin: 0;
    padding-inline: 4px;
    color: var(--_danger);
    font-size: 12px;
    line-height: 16px;
  }
  @media (pointer: coarse) {
    .shown {
      min-block-size: 44px;
    }
  }
`;
