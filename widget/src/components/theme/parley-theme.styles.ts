import { css } from 'lit';

/** One row for each look, as wide as the panel. */
export const themeStyles = css`
  fieldset {
    margin: -8px -16px 0;
    padding: 0;
    border: 0;
  }
  label {
    position: relative;
    display: flex;
    gap: 16px;
    align-items: center;
    min-block-size: 48px;
    padding: 12px 16px;
    cursor: pointer;
  }
  label + label::before {
    position: absolute;
    inset: 0 16px auto;
    border-block-start: 1px solid var(--_line);
    content: '';
  }
  label span {
    flex: 1;
  }
  input {
    inline-size: 20px;
    block-size: 20px;
    accent-color: var(--_accent);
  }
  @media (hover: hover) {
    label:hover {
      background: var(--_hover);
    }
  }
  p {
    margin: 8px 0 0;
    color: var(--_text-second);
    font-size: 13px;
    line-height: 18px;
  }
`;
