import { css } from 'lit';

/** Smaller than a message, and at its side: two lines of what was said, beside a bar. */
export const quoteStyles = css`
  :host {
    grid-row: 2;
    grid-column: 2;
    min-inline-size: 0;
    max-inline-size: min(86%, 560px);
    margin-block-end: 3px;
    padding-inline: 12px;
  }
  :host([own]) {
    grid-column: 1;
    max-inline-size: min(82%, 560px);
  }
  button {
    display: -webkit-box;
    max-inline-size: 100%;
    min-block-size: 24px;
    overflow: hidden;
    padding: 1px 0 1px 8px;
    padding-inline: 8px 0;
    border-inline-start: 2px solid var(--_line);
    color: var(--_text-second);
    font-size: 13px;
    line-height: 18px;
    overflow-wrap: anywhere;
    text-align: start;
    transition: color 120ms;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
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
    margin-inline-end: 4px;
    color: var(--_text);
    font-weight: 600;
  }
  .text {
    unicode-bidi: isolate;
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
