import { css } from 'lit';

/** One line in the middle, and on a phone the one way out. */
export const setUpStyles = css`
  :host {
    display: grid;
    align-content: center;
    justify-items: center;
    block-size: 100%;
    min-block-size: 160px;
    padding: 32px 24px;
    overflow-wrap: anywhere;
    text-align: center;
  }
  h2 {
    margin: 0 0 4px;
    font-size: 15px;
    line-height: 22px;
  }
  p {
    max-inline-size: 44ch;
    margin: 0 auto;
    color: var(--_text-second);
  }
  /* On a phone nothing else closes it. */
  button {
    position: absolute;
    inset-block-start: calc(8px + var(--_safe-top, 0px));
    inset-inline-end: 8px;
    display: grid;
    place-items: center;
    inline-size: 44px;
    block-size: 44px;
    border-radius: var(--_radius-control);
    color: var(--_text-second);
  }
`;
