import { css } from 'lit';

/** What `renderSwitch` draws at the end of its line. */
export const switchStyles = css`
  .switch i {
    position: relative;
    flex: none;
    inline-size: 36px;
    block-size: 20px;
    border: 1px solid var(--_field-line);
    border-radius: 999px;
    background: var(--_bubble);
    transition: background-color 120ms;
  }
  .switch i::after {
    position: absolute;
    inset-block-start: 2px;
    inset-inline-start: 2px;
    inline-size: 14px;
    block-size: 14px;
    border-radius: 50%;
    background: var(--_text-second);
    transition: inset-inline-start 120ms;
    content: '';
  }
  .switch[aria-checked='true'] i {
    border-color: var(--_accent);
    background: var(--_accent);
  }
  .switch[aria-checked='true'] i::after {
    inset-inline-start: 18px;
    background: var(--_on-accent);
  }
`;
