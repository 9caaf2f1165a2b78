import { css } from 'lit';

/** Sections, fields and buttons of the account's screens. */
export const formStyles = css`
  h3,
  p {
    margin: 0;
    overflow-wrap: anywhere;
  }
  h3 {
    font-size: 17px;
    font-weight: 600;
    line-height: 24px;
    letter-spacing: -0.01em;
  }
  .second {
    color: var(--_text-second);
    font-size: 13px;
    line-height: 18px;
  }
  form,
  section {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 16px;
  }

  .field {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 4px;
  }
  .above {
    display: flex;
    gap: 8px;
    align-items: baseline;
    justify-content: space-between;
  }
  label {
    font-size: 13px;
    font-weight: 600;
    line-height: 18px;
  }
  .box {
    position: relative;
    display: grid;
    grid-template-columns: minmax(0, 1fr);
  }
  input,
  textarea {
    inline-size: 100%;
    min-block-size: 40px;
    padding: 8px 12px;
    border-color: var(--_field-line);
    border-radius: var(--_radius-control);
    background: var(--_panel);
    transition: border-color 120ms;
  }
  textarea {
    resize: none;
    field-sizing: content;
    min-block-size: 84px;
    max-block-size: 194px;
    overflow-wrap: anywhere;
    scrollbar-width: thin;
  }
  input:focus-visible,
  textarea:focus-visible {
    border-color: var(--_accent-ink);
    outline: 1px solid var(--_accent-ink);
    outline-offset: 0;
  }
  [aria-invalid='true'],
  [aria-invalid='true']:focus-visible {
    border-color: var(--_danger);
    outline-color: var(--_danger);
  }
  /* As its input, whose writing runs from left to right everywhere. */
  .revealable {
    direction: ltr;
  }
  .revealable input {
    padding-inline-end: 48px;
  }
  .reveal {
    position: absolute;
    inset-block: 0;
    inset-inline-end: 0;
    display: grid;
    place-items: center;
    inline-size: 44px;
    border-radius: var(--_radius-control);
    color: var(--_text-second);
  }
  .reveal:focus-visible {
    outline-offset: -3px;
  }
  .note,
  .problem {
    color: var(--_text-second);
    font-size: 13px;
    line-height: 18px;
  }
  .problem {
    color: var(--_danger);
  }
  .counter {
    color: var(--_text-second);
    font-size: 12px;
    font-variant-numeric: tabular-nums;
    line-height: 16px;
  }
  .counter.over {
    color: var(--_danger);
    font-weight: 600;
  }

  .action,
  .plain {
    min-block-size: 44px;
    padding: 10px 16px;
    border-radius: var(--_radius-control);
    font-weight: 600;
    text-align: center;
    overflow-wrap: anywhere;
  }
  .action {
    transition:
      background-color 120ms,
      color 120ms;
  }
  .plain {
    border-color: var(--_field-line);
    transition: background-color 120ms;
  }
  .plain:active {
    background: var(--_press);
  }
  .danger {
    color: var(--_danger);
  }
  .action[aria-disabled='true'],
  .action[aria-disabled='true']:hover {
    background: var(--_bubble);
    color: var(--_text-second);
    font-variant-numeric: tabular-nums;
    cursor: default;
  }
  .busy {
    animation: parley-busy 800ms 150ms ease-in-out infinite alternate;
  }
  @keyframes parley-busy {
    to {
      opacity: 0.4;
    }
  }
  .link {
    min-block-size: 24px;
    border-radius: 6px;
    color: var(--_accent-ink);
    font-weight: 600;
  }
  @media (hover: hover) {
    .plain:hover {
      background: var(--_hover);
    }
    .reveal:hover {
      color: var(--_text);
    }
    .link:hover {
      text-decoration: underline;
    }
  }

  .notice {
    padding: 12px 16px;
    border-radius: var(--_radius-control);
    background: var(--_sunken);
    color: var(--_text-second);
    font-size: 13px;
    line-height: 18px;
  }
  /* What is saved, and the way not to. */
  .save {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  .save > * {
    flex: 1 1 112px;
  }
  @media (pointer: coarse) {
    input,
    textarea {
      font-size: 16px;
    }
    input {
      min-block-size: 44px;
    }
    .link {
      min-block-size: 44px;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .busy {
      animation: none;
    }
  }
`;
