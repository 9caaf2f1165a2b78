import { css } from 'lit';

/** What the screens by which rooms and people are found have in common: search, sections, fields, buttons. */
export const findingStyles = css`
  :host {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    align-content: start;
    min-block-size: 100%;
  }
  h3,
  p,
  fieldset {
    margin: 0;
    overflow-wrap: anywhere;
  }
  /* Two texts in one line: the second one gives way, at its own end. */
  .pair {
    display: flex;
    white-space: pre;
  }
  :host(:dir(rtl)) .pair {
    justify-content: right;
  }
  .pair bdi {
    min-inline-size: 0;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  fieldset {
    min-inline-size: 0;
    padding: 0;
    border: 0;
  }

  .search {
    position: sticky;
    inset-block-start: 0;
    z-index: 1;
    display: grid;
    padding: 12px 16px;
    background: var(--_panel);
  }
  .search svg {
    position: absolute;
    inset-block-start: 22px;
    inset-inline-start: 28px;
    color: var(--_text-second);
    pointer-events: none;
  }
  /* Beside the loupe, whichever way it is that is typed. */
  .search input[type='search'] {
    padding-left: 40px;
    text-align: -webkit-match-parent;
    text-align: match-parent;
  }
  .search:dir(rtl) input[type='search'] {
    padding-left: 12px;
    padding-right: 40px;
  }
  :placeholder-shown {
    text-align: -webkit-match-parent;
    text-align: match-parent;
  }
  input[type='search']::-webkit-search-cancel-button {
    appearance: none;
  }
  input:not([type='radio']),
  textarea {
    inline-size: 100%;
    min-block-size: 40px;
    padding: 8px 12px;
    border-color: var(--_field-line);
    border-radius: var(--_radius-control);
    background: var(--_panel);
    appearance: none;
    transition: border-color 120ms;
  }
  ::placeholder {
    color: var(--_text-second);
    opacity: 1;
  }
  textarea {
    resize: none;
    field-sizing: content;
    min-block-size: 84px;
    max-block-size: 150px;
    overflow-wrap: anywhere;
    scrollbar-width: thin;
  }
  input:not([type='radio']):focus-visible,
  textarea:focus-visible {
    border-color: var(--_accent-ink);
    outline: 1px solid var(--_accent-ink);
    outline-offset: 0;
  }
  [aria-invalid='true'],
  input[aria-invalid='true']:focus-visible,
  textarea[aria-invalid='true']:focus-visible {
    border-color: var(--_danger);
    outline-color: var(--_danger);
  }

  .choice + .note {
    margin-block-start: 4px;
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
  .line {
    padding: 4px 16px 12px;
  }
  .line[aria-hidden] {
    padding-block: 0;
    font-variant-numeric: tabular-nums;
  }

  .last {
    position: sticky;
    inset-block-end: 0;
    align-self: end;
    padding: 12px 16px calc(12px + var(--_safe-bottom, 0px));
    border-block-start: 1px solid var(--_line);
    background: var(--_panel);
  }
  /* Fills what the list leaves, so that what comes last stands at the end. */
  :host(.fills) {
    grid-template-rows: auto auto 1fr auto;
  }

  .column {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 20px;
    align-content: start;
    inline-size: 100%;
    max-inline-size: 432px;
    margin-inline: auto;
    padding: 20px 16px calc(24px + var(--_safe-bottom, 0px));
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
  .label {
    padding: 0;
    font-size: 13px;
    font-weight: 600;
    line-height: 18px;
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
    inline-size: 100%;
    min-block-size: 44px;
    padding: 10px 16px;
    border-radius: var(--_radius-control);
    font-weight: 600;
    text-align: center;
    overflow-wrap: anywhere;
  }
  .plain {
    border-color: var(--_field-line);
    transition: background-color 120ms;
  }
  .plain:active {
    background: var(--_press);
  }
  .notice .action {
    inline-size: auto;
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

  /* One of two: the whole half is the target. */
  .choice {
    display: grid;
    grid-auto-columns: minmax(0, 1fr);
    grid-auto-flow: column;
    gap: 4px;
    margin-block-start: 4px;
    padding: 4px;
    border-radius: var(--_radius-control);
    background: var(--_bubble);
  }
  .choice label {
    position: relative;
    display: grid;
    place-items: center;
    min-block-size: 36px;
    padding: 4px 8px;
    border-radius: max(0px, var(--_radius-control) - 4px);
    color: var(--_text-second);
    font-weight: 600;
    text-align: center;
    cursor: pointer;
    transition:
      background-color 120ms,
      color 120ms;
  }
  .choice input {
    position: absolute;
    inset: 0;
    margin: 0;
    opacity: 0;
    cursor: pointer;
  }
  .choice label:has(:checked) {
    background: light-dark(#ffffff, #46464e);
    box-shadow: 0 1px 2px rgb(20 20 30 / 16%);
    color: var(--_text);
  }
  .choice label:has(:focus-visible) {
    outline: 2px solid var(--_accent-ink);
    outline-offset: 2px;
  }

  @media (hover: hover) {
    .plain:hover {
      background: var(--_hover);
    }
    .link:hover {
      text-decoration: underline;
    }
    .choice label:hover {
      color: var(--_text);
    }
  }
  @media (pointer: coarse) {
    input:not([type='radio']),
    textarea {
      font-size: 16px;
    }
    input:not([type='radio']) {
      min-block-size: 44px;
    }
    .search svg {
      inset-block-start: 24px;
    }
    .choice label,
    .link {
      min-block-size: 44px;
    }
  }
  @media (forced-colors: active) {
    .choice label:has(:checked) {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .busy {
      animation: none;
    }
  }
`;
