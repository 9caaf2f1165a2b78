import { css } from 'lit';

/** One field that grows to six lines, the button in it, and a quiet line below. */
export const composerStyles = css`
  :host {
    --_field-line: color-mix(in srgb, var(--_text) 50%, var(--_panel));
    padding-block-end: var(--_safe-bottom, 0px);
  }
  .composer {
    max-inline-size: 792px;
    margin-inline: auto;
    padding: 0 16px 8px;
  }
  form {
    display: flex;
    align-items: flex-end;
    border: 1px solid var(--_line);
    border-radius: 22px;
    background: var(--_sunken);
    transition:
      border-color 120ms,
      background-color 120ms;
  }
  form:focus-within {
    border-color: var(--_field-line);
    background: var(--_panel);
  }
  /* The mirror holds the same text in the same cell, so the field is as high as its text without any measuring. */
  .grow {
    display: grid;
    flex: 1;
    min-inline-size: 0;
    max-block-size: 154px;
    overflow: hidden;
  }
  .mirror,
  textarea {
    grid-area: 1 / 1;
    min-inline-size: 0;
    padding: 10px 0 10px;
    padding-inline: 16px 4px;
    border: 0;
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }
  .mirror {
    visibility: hidden;
  }
  textarea {
    display: block;
    inline-size: 100%;
    block-size: 100%;
    max-block-size: 154px;
    overflow-y: auto;
    outline: none;
    resize: none;
    scrollbar-width: thin;
  }
  textarea::placeholder {
    color: var(--_text-second);
    opacity: 1;
  }
  @media (pointer: coarse) {
    .mirror,
    textarea {
      font-size: 16px;
    }
  }

  .send {
    position: relative;
    display: grid;
    flex: none;
    place-items: center;
    min-inline-size: 34px;
    block-size: 34px;
    margin: 4px;
    border-radius: 999px;
    background: var(--_accent);
    color: var(--_on-accent);
    font-size: 13px;
    font-weight: 600;
    font-variant-numeric: tabular-nums;
    opacity: 0;
    scale: 0.7;
    visibility: hidden;
    transition:
      opacity 120ms,
      scale 120ms var(--_ease),
      background-color 120ms,
      visibility 0s 120ms;
  }
  .send.shown {
    opacity: 1;
    scale: 1;
    visibility: visible;
    transition-delay: 0s;
  }
  /* 44 px to a finger without a larger circle. */
  .send::after {
    position: absolute;
    inset: -5px;
    content: '';
  }
  @media (hover: hover) {
    .send:hover {
      background: var(--_accent-hover);
    }
  }
  .send:active {
    background: var(--_accent-active);
    scale: 0.94;
  }
  .send:disabled {
    background: var(--_bubble);
    color: var(--_text-second);
    scale: 1;
  }
  .send.waits {
    padding-inline: 10px;
  }

  .below {
    display: flex;
    gap: 12px;
    align-items: flex-start;
    justify-content: space-between;
    min-block-size: 24px;
    margin-block-start: 6px;
    padding-inline: 12px 8px;
  }
  parley-name {
    flex: 0 1 auto;
  }
  .counter {
    flex: none;
    color: var(--_text-second);
    font-size: 12px;
    font-variant-numeric: tabular-nums;
    line-height: 24px;
  }
  .counter.over {
    color: var(--_danger);
    font-weight: 600;
  }
  @media (forced-colors: active) {
    .send {
      border-color: ButtonText;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .send,
    .send:active {
      scale: 1;
    }
  }
`;
