import { css } from 'lit';

/** Rows between hairlines; what can be done with one stands at its end. */
export const devicesStyles = css`
  ul {
    margin: -12px 0 0;
    padding: 0;
    list-style: none;
  }
  li {
    display: flex;
    gap: 12px;
    align-items: center;
    min-block-size: 64px;
    padding-block: 10px;
  }
  li + li {
    border-block-start: 1px solid var(--_line);
  }
  li > svg {
    flex: none;
    color: var(--_text-second);
  }
  li > div {
    flex: 1;
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  strong {
    color: light-dark(#18794e, #4cc38a);
    font-weight: 600;
  }
  li .plain {
    flex: none;
    min-block-size: 36px;
    padding: 6px 12px;
    font-size: 13px;
    line-height: 18px;
  }
  .retry {
    justify-self: start;
  }
  .answers {
    display: grid;
  }
  [role='status'] {
    outline: none;
  }
  [role='status']:empty {
    display: none;
  }
  .skeleton {
    display: grid;
    gap: 12px;
    animation: parley-appear 120ms 150ms both;
  }
  .skeleton i {
    block-size: 44px;
    border-radius: var(--_radius-control);
    background: var(--_bubble);
  }
  @keyframes parley-appear {
    from {
      opacity: 0;
    }
  }
  @media (pointer: coarse) {
    li .plain {
      min-block-size: 44px;
    }
  }
`;
