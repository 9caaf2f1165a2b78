import { css } from 'lit';

/** The screens about a room: a head, rows between hairlines, questions in their place, short forms. */
export const detailsStyles = css`
  :host {
    --_field-line: color-mix(in srgb, var(--_text) 50%, var(--_panel));
  }
  .column {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 24px;
    max-inline-size: 432px;
    margin-inline: auto;
    padding: 20px 16px calc(24px + var(--_safe-bottom, 0px));
  }
  h3,
  p {
    margin: 0;
    overflow-wrap: anywhere;
  }
  h3 {
    font-size: 13px;
    font-weight: 600;
    line-height: 18px;
    color: var(--_text-second);
  }
  section,
  form {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 12px;
  }

  .head {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 2px 16px;
    align-items: center;
  }
  .head :is(parley-avatar, .entry-mark) {
    --_letters: 22px;
    font-size: 22px;
    grid-row: 1 / 3;
    inline-size: 64px;
    block-size: 64px;
  }
  .head > .plain {
    grid-row: 1 / 3;
    justify-self: start;
  }
  .head .name {
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    overflow: hidden;
    text-align: -webkit-match-parent;
    text-align: match-parent;
    align-self: end;
    font-size: 17px;
    font-weight: 600;
    line-height: 24px;
    letter-spacing: -0.01em;
    overflow-wrap: anywhere;
  }
  .second {
    align-self: start;
    color: var(--_text-second);
    font-size: 13px;
    line-height: 18px;
  }
  .topic {
    white-space: pre-line;
  }
  .note {
    padding: 10px 16px;
    border-radius: var(--_radius-control);
    background: var(--_sunken);
    color: var(--_text-second);
    font-size: 13px;
    line-height: 18px;
  }

  .rows {
    gap: 0;
    margin: -8px -16px;
  }
  .rows h3 {
    padding: 8px 16px 4px;
  }
  .row {
    position: relative;
    display: flex;
    gap: 8px;
    align-items: center;
    inline-size: 100%;
    min-block-size: 48px;
    padding: 12px 15px;
    text-align: start;
  }
  .row + .row::before,
  .question + .row::before {
    position: absolute;
    inset: -1px 15px auto;
    border-block-start: 1px solid var(--_line);
    content: '';
  }
  .row:focus-visible {
    border-radius: 12px;
    outline-offset: -3px;
  }
  .row:active {
    background: var(--_press);
  }
  .row > span:first-child {
    flex: 1;
    min-inline-size: 0;
  }
  .row .value,
  .row svg {
    flex: none;
    color: var(--_text-second);
    font-size: 13px;
    font-variant-numeric: tabular-nums;
    line-height: 18px;
  }
  :host(:dir(rtl)) .row svg {
    transform: scaleX(-1);
  }
  @media (hover: hover) {
    .row:hover {
      background: var(--_hover);
    }
  }

  .entries {
    margin-inline: -16px;
  }
  .entries .question {
    margin: 4px 16px 12px;
  }
  .entry .plain {
    flex: none;
    min-block-size: 36px;
    margin-inline-end: 8px;
    padding: 6px 12px;
    font-size: 13px;
    line-height: 18px;
  }
  .badge {
    color: var(--_text-second);
    font-size: 12px;
    line-height: 16px;
  }

  .question {
    display: grid;
    gap: 12px;
    padding: 12px 16px;
    border-radius: var(--_radius-control);
    background: var(--_sunken);
    list-style: none;
  }
  .rows .question {
    margin: 4px 16px 12px;
  }
  .answers {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  .answers > * {
    flex: 1 1 auto;
  }

  .field {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 4px;
  }
  .fields {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(128px, 1fr));
    gap: 12px;
  }
  label {
    font-size: 13px;
    font-weight: 600;
    line-height: 18px;
  }
  input,
  textarea,
  select {
    inline-size: 100%;
    min-block-size: 40px;
    padding: 8px 12px;
    border: 1px solid var(--_field-line);
    border-radius: var(--_radius-control);
    background: var(--_panel);
    color: inherit;
    font: inherit;
    text-overflow: ellipsis;
    transition: border-color 120ms;
  }
  textarea {
    min-block-size: 84px;
    max-block-size: 194px;
    resize: none;
    field-sizing: content;
    overflow-wrap: anywhere;
    scrollbar-width: thin;
  }
  :is(input, textarea, select):focus-visible {
    border-color: var(--_accent-ink);
    outline: 1px solid var(--_accent-ink);
    outline-offset: 0;
  }
  input[type='search']::-webkit-search-cancel-button {
    appearance: none;
  }
  [type='search'] + .second {
    margin-block: -16px -8px;
  }
  :placeholder-shown {
    text-align: -webkit-match-parent;
    text-align: match-parent;
  }
  input::placeholder {
    color: var(--_text-second);
    opacity: 1;
  }
  .link {
    display: flex;
    gap: 8px;
  }
  .link .plain {
    flex: none;
  }
  .take {
    justify-self: start;
    min-block-size: 24px;
    margin-inline-start: -1px;
    border-radius: 6px;
    color: var(--_danger);
    font-weight: 600;
  }

  .action,
  .plain {
    min-block-size: 44px;
    padding: 10px 16px;
    border-radius: var(--_radius-control);
    font-weight: 600;
    overflow-wrap: anywhere;
    text-align: center;
  }
  .plain {
    border-color: var(--_field-line);
    transition: background-color 120ms;
  }
  .plain:active {
    background: var(--_press);
  }
  .plain:disabled {
    border-color: transparent;
    color: var(--_text-second);
    font-weight: 400;
  }
  @media (hover: hover) {
    .plain:not(:disabled):hover {
      background: var(--_hover);
    }
  }
  .danger {
    color: var(--_danger);
  }
  .busy {
    animation: parley-busy 800ms 150ms ease-in-out infinite alternate;
  }
  @keyframes parley-busy {
    to {
      opacity: 0.4;
    }
  }
  /* In sight, however long the list is. */
  .problem,
  .told {
    position: sticky;
    inset-block-end: calc(12px + var(--_safe-bottom, 0px));
    z-index: 1;
    padding: 10px 16px;
    border-radius: var(--_radius-control);
    background: var(--_raised);
    box-shadow: var(--_shadow-menu);
    font-size: 13px;
    line-height: 18px;
    outline: none;
  }
  .problem {
    color: var(--_danger);
  }
  .problem:empty,
  .told:empty {
    position: absolute;
    padding: 0;
    box-shadow: none;
  }
  @media (pointer: coarse) {
    input,
    textarea,
    select {
      min-block-size: 44px;
      font-size: 16px;
    }
    .entry .plain,
    .take {
      min-block-size: 44px;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .busy {
      animation: none;
    }
  }
`;
