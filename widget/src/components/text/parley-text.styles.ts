import { css } from 'lit';

/** Text within a bubble: its colours are the bubble's. */
export const textStyles = css`
  :host {
    color: inherit;
    display: block;
    min-inline-size: 0;
  }
  :host([big]) {
    font-size: 36px;
    line-height: 44px;
  }
  p,
  li,
  blockquote {
    margin: 0;
    text-align: start;
    unicode-bidi: plaintext;
  }
  .block + .block,
  blockquote > * + *,
  li > * + * {
    margin-block-start: 8px;
  }
  ul,
  ol {
    margin: 0;
    padding-inline-start: 22px;
    white-space: normal;
  }
  li {
    padding-inline-start: 2px;
    white-space: pre-wrap;
  }
  li + li,
  li > .block + :is(ul, ol) {
    margin-block-start: 2px;
  }
  li::marker {
    font-variant-numeric: tabular-nums;
  }
  blockquote {
    padding-inline-start: 10px;
    border-inline-start: 3px solid color-mix(in srgb, currentcolor 35%, transparent);
  }
  strong {
    font-weight: 650;
  }
  code {
    direction: ltr;
    padding: 1px 4px;
    border-radius: 4px;
    background: color-mix(in srgb, currentcolor 10%, transparent);
    font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
    font-size: 0.9em;
    unicode-bidi: isolate;
  }
  pre {
    max-inline-size: 100%;
    margin: 0;
    overflow-x: auto;
    border-radius: 8px;
    background: color-mix(in srgb, currentcolor 10%, transparent);
    direction: ltr;
    text-align: left;
    white-space: pre;
  }
  pre code {
    display: block;
    inline-size: max-content;
    min-inline-size: 100%;
    box-sizing: border-box;
    padding: 8px 10px;
    background: none;
    overflow-wrap: normal;
  }
  .mention {
    color: var(--_link, var(--_accent-ink));
    font-weight: 600;
  }
  .me {
    padding-inline: 3px;
    border-radius: 4px;
    background: color-mix(in srgb, currentcolor 14%, transparent);
  }
  a {
    border-radius: 2px;
    color: var(--_link, var(--_accent-ink));
    text-decoration: underline;
    text-decoration-thickness: 1px;
    text-underline-offset: 2px;
  }
  a:focus-visible,
  pre:focus-visible {
    outline-color: currentcolor;
  }
`;
