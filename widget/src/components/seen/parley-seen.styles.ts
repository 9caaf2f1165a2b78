import { css } from 'lit';

/** A quiet line with a switch at its end. */
export const seenStyles = css`
  :host {
    margin-inline: 16px;
    padding-block-start: 12px;
    border-block-start: 1px solid var(--_line);
  }
  label {
    display: flex;
    gap: 12px;
    align-items: center;
    justify-content: space-between;
    min-block-size: 36px;
    cursor: pointer;
    font-size: 14px;
    line-height: 20px;
  }
  input {
    position: relative;
    flex: none;
    inline-size: 40px;
    block-size: 24px;
    border-color: var(--_text-second);
    border-radius: 999px;
    appearance: none;
    cursor: pointer;
    transition: background-color 120ms;
  }
  input::before {
    content: '';
    position: absolute;
    inset-block-start: 3px;
    inset-inline-start: 3px;
    inline-size: 16px;
    block-size: 16px;
    border-radius: 50%;
    background: var(--_text-second);
    transition: translate 120ms var(--_ease);
  }
  input:checked {
    border-color: var(--_accent);
    background: var(--_accent);
  }
  input:checked::before {
    background: var(--_on-accent);
    translate: 16px;
  }
  input:checked:dir(rtl)::before {
    translate: -16px;
  }
  p {
    margin: 0;
    color: var(--_text-second);
    font-size: 13px;
    line-height: 18px;
  }
  @media (forced-colors: active) {
    input {
      appearance: auto;
    }
    input::before {
      display: none;
    }
  }
  @media (pointer: coarse) {
    label {
      min-block-size: 44px;
    }
  }
`;
