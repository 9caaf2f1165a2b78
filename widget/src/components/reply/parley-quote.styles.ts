import { css } from 'lit';

/** Smaller than a message, and at its side: who wrote it and a line of what was said, beside a bar. */
export const quoteStyles = css`
  :host {
    grid-row: 2;
    grid-column: 2;
    min-inline-size: 0;
    max-inline-size: min(86%, 560px);
    margin-block: 4px;
    padding-inline: 12px;
  }
  :host([own]) {
    grid-column: 1;
    max-inline-size: min(82%, 560px);
  }
  button {
    display: grid;
    max-inline-size: 100%;
    min-block-size: 24px;
    padding-inline-start: 8px;
    border-inline-start: 2px solid var(--_line);
    color: var(--_text-second);
    font-size: 13px;
    line-height: 18px;
    text-align: start;
    transition: color 120ms;
  }
  .name,
  .text {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  button[aria-busy='true'] {
    border-color: var(--_accent);
  }
  button:disabled {
    font-style: italic;
    opacity: 1;
  }
  @media (hover: hover) {
    button:not(:disabled):hover {
      color: var(--_text);
    }
  }
  @media (pointer: coarse) {
    button {
      min-block-size: 44px;
    }
  }
  .name {
    color: var(--_text);
    font-weight: 600;
  }
  .problem {
    color: var(--_danger);
    font-size: 12px;
    line-height: 16px;
  }
  .problem:empty {
    display: none;
  }
`;
