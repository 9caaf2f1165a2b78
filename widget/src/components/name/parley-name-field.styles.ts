import { css } from 'lit';

/** A field in the place of the line that shows the name. */
export const nameFieldStyles = css`
  form {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 8px;
    align-items: center;
  }
  input {
    flex: 1;
    min-inline-size: 0;
    max-inline-size: 240px;
    block-size: 28px;
    padding-inline: 8px;
    border-color: var(--_field-line);
    border-radius: 8px;
    background: var(--_panel);
    font-size: 13px;
    line-height: 18px;
  }
  input::placeholder {
    color: var(--_text-second);
    opacity: 1;
  }
  input:focus-visible {
    border-color: var(--_accent-ink);
    outline: 1px solid var(--_accent-ink);
    outline-offset: 0;
  }
  form button {
    min-block-size: 28px;
    padding-inline: 8px;
    font-weight: 600;
  }
  .save {
    color: var(--_accent-ink);
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
    form button {
      min-block-size: 44px;
    }
    input {
      block-size: 44px;
      font-size: 16px;
    }
  }
`;
