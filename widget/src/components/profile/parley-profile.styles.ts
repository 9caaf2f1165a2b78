import { css } from 'lit';

/** The form, and what stands in its place until it is there. */
export const profileStyles = css`
  [role='status']:empty {
    display: none;
  }
  p[role='status'] {
    margin-block-start: -8px;
    outline: none;
  }
  .failed {
    display: grid;
    gap: 12px;
    justify-items: start;
  }
  .skeleton {
    display: grid;
    gap: 8px;
    animation: parley-appear 120ms 150ms both;
  }
  .skeleton i {
    block-size: 12px;
    inline-size: 25%;
    border-radius: 6px;
    background: var(--_bubble);
  }
  .skeleton i:nth-child(even) {
    block-size: 40px;
    inline-size: 100%;
    margin-block-end: 8px;
    border-radius: var(--_radius-control);
  }
  .skeleton i:last-child {
    block-size: 84px;
  }
  @keyframes parley-appear {
    from {
      opacity: 0;
    }
  }
`;
