import { css } from 'lit';

/** A short list in a box of its own, below the message that it is about. */
export const forwardStyles = css`
  :host {
    flex: 1 0 100%;
    min-inline-size: 0;
    max-inline-size: 336px;
    margin-block-start: 6px;
  }
  .box {
    /* A long name makes it no wider than there is room. */
    contain: inline-size;
    border: 1px solid var(--_line);
    border-radius: 12px;
    background: var(--_panel);
    outline: none;
    overflow: hidden;
  }
  h4,
  p {
    margin: 0;
    font-size: 14px;
    line-height: 20px;
    overflow-wrap: anywhere;
    unicode-bidi: plaintext;
    text-align: -webkit-match-parent;
    text-align: match-parent;
  }
  h4 {
    padding: 10px 12px 6px;
    font-weight: 600;
  }
  input {
    inline-size: calc(100% - 16px);
    min-block-size: 36px;
    margin: 2px 8px 8px;
    padding: 6px 12px;
    border: 1px solid var(--_line);
    border-radius: var(--_radius-control);
    background: var(--_sunken);
    /* Below 16 px phones zoom in. */
    font-size: 16px;
  }
  input::placeholder {
    color: var(--_text-second);
    opacity: 1;
  }
  ul {
    max-block-size: 220px;
    margin: 0;
    padding: 0 4px;
    list-style: none;
    overflow-y: auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
  }
  .room {
    display: flex;
    gap: 10px;
    align-items: center;
    inline-size: 100%;
    min-block-size: 44px;
    padding: 6px 8px;
    border-radius: var(--_radius-control);
    text-align: start;
    transition: background-color 120ms;
  }
  .room:focus-visible {
    outline-offset: -2px;
  }
  .room:active {
    background: var(--_press);
  }
  .room[aria-disabled] {
    cursor: default;
  }
  @media (hover: hover) {
    .room:not([aria-disabled]):hover {
      background: var(--_hover);
    }
  }
  parley-avatar,
  .letters {
    --_letters: 12px;
    flex: none;
    inline-size: 32px;
    block-size: 32px;
  }
  .square::part(avatar),
  .letters {
    border-radius: 8px;
  }
  .letters {
    display: grid;
    place-items: center;
    background: var(--_accent-tint);
    color: color-mix(in oklab, var(--_accent-ink), var(--_text) 40%);
    font-size: 13px;
    font-weight: 600;
  }
  .name {
    flex: 1;
    min-inline-size: 0;
    overflow: hidden;
    text-align: left;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  :host(:dir(rtl)) .name {
    text-align: right;
  }
  .note {
    flex: none;
    color: var(--_text-second);
    font-size: 12px;
    line-height: 16px;
    animation: forward-note 120ms 300ms both;
  }
  .line {
    padding: 2px 12px 10px;
    color: var(--_text-second);
  }
  .link {
    color: var(--_accent-ink);
    font-weight: 600;
  }
  .problem {
    padding: 4px 12px 8px;
    color: var(--_danger);
    font-size: 13px;
    line-height: 18px;
  }
  .problem:empty {
    display: none;
  }
  .box .answers {
    padding: 4px;
    border-block-start: 1px solid var(--_line);
  }
  .loading {
    display: grid;
    gap: 4px;
    padding: 0 12px;
    animation: forward-note 120ms 150ms both;
  }
  .loading i {
    block-size: 32px;
    margin-block: 6px;
    border-radius: 8px;
    background: var(--_bubble);
  }
  .done {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 12px;
    align-items: center;
    justify-content: space-between;
    padding: 6px;
    padding-inline-start: 12px;
    border: 1px solid var(--_line);
    border-radius: 12px;
  }
  .done p {
    flex: 1 1 auto;
  }
  .done .answers {
    gap: 4px;
    margin-inline-start: auto;
  }
  @media (pointer: coarse) {
    input {
      min-block-size: 44px;
    }
    .link {
      min-block-size: 44px;
    }
  }
  @keyframes forward-note {
    from {
      opacity: 0;
    }
  }
`;
