import { css } from 'lit';

/** Rows of people and rooms, one look for all lists: avatar, name, a second line, and what stands at their ends. */
export const rowStyles = css`
  /* Words of the widget keep their order, and stand where the page's do. */
  :is(p, h3, label, legend, .label, .counter, .value) {
    unicode-bidi: plaintext;
    text-align: -webkit-match-parent;
    text-align: match-parent;
  }
  .entries {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .entry {
    position: relative;
    display: flex;
    align-items: center;
    padding-inline: 8px;
  }
  .entry-main {
    display: flex;
    flex: 1;
    gap: 12px;
    align-items: center;
    min-inline-size: 0;
    min-block-size: 60px;
    padding: 8px;
    border-radius: var(--_radius-control);
    text-align: start;
    transition: background-color 120ms;
  }
  .entry-main:focus-visible {
    outline-offset: -2px;
  }
  button.entry-main:active {
    background: var(--_press);
  }
  @media (hover: hover) {
    button.entry-main:hover {
      background: var(--_hover);
    }
  }
  .entry-mark {
    --_success: light-dark(#18794e, #4cc38a);
    position: relative;
    display: grid;
    flex: none;
    place-items: center;
    inline-size: 40px;
    block-size: 40px;
  }
  .entry-mark parley-avatar {
    --_letters: 14px;
    inline-size: 40px;
    block-size: 40px;
  }
  .entry-mark.icon {
    border-radius: var(--_radius-control);
    background: var(--_accent-tint);
    color: color-mix(in oklab, var(--_accent-ink), var(--_text) 40%);
    font-weight: 600;
    user-select: none;
  }
  .square::part(avatar) {
    border-radius: var(--_radius-control);
  }
  /* Who is here: cut out of the picture's corner, so that it is seen on any. */
  .entry-mark.online::after,
  .entry-mark.away::after {
    position: absolute;
    inset-block-end: -1px;
    inset-inline-end: -1px;
    inline-size: 12px;
    block-size: 12px;
    border: 2px solid var(--_panel);
    border-radius: 50%;
    background: var(--_success);
    content: '';
  }
  .entry-mark.away::after {
    background: var(--_panel);
    box-shadow: inset 0 0 0 2px var(--_success);
  }
  .entry-words {
    display: grid;
    flex: 1;
    grid-template-columns: minmax(0, 1fr);
    min-inline-size: 0;
  }
  .entry-line {
    display: flex;
    gap: 8px;
    align-items: center;
    min-inline-size: 0;
  }
  /* Cut where the text ends, which need not be where the rows do. */
  .entry-name,
  .entry-about {
    flex: 1;
    text-align: left;
    min-inline-size: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  :host(:dir(rtl)) :is(.entry-name, .entry-about) {
    text-align: right;
  }
  .entry-name {
    font-weight: 600;
  }
  .entry-about,
  .entry-aside {
    color: var(--_text-second);
    font-size: 13px;
    line-height: 18px;
  }
  .entry-aside {
    flex: none;
    font-size: 12px;
    font-variant-numeric: tabular-nums;
    line-height: 16px;
  }
  .entry-aside:has(svg) {
    display: flex;
    gap: 4px;
    align-items: center;
  }
  .muted .entry-name {
    color: var(--_text-second);
  }
  .pill {
    display: inline-grid;
    flex: none;
    place-items: center;
    min-inline-size: 20px;
    block-size: 20px;
    padding-inline: 6px;
    border-radius: 999px;
    background: var(--_accent);
    color: var(--_on-accent);
    font-size: 12px;
    font-weight: 600;
    font-variant-numeric: tabular-nums;
    line-height: 16px;
  }
  .pill.dot {
    min-inline-size: 12px;
    block-size: 12px;
    padding: 0;
  }
  .pill.quiet-pill {
    background: var(--_bubble);
    color: var(--_text-second);
  }
  .entry-actions {
    display: flex;
    flex: none;
  }
  .entry-action {
    display: grid;
    flex: none;
    place-items: center;
    inline-size: 36px;
    block-size: 36px;
    border-radius: var(--_radius-control);
    color: var(--_text-second);
    transition: background-color 120ms;
  }
  .entry-action:active {
    background: var(--_press);
  }
  @media (hover: hover) {
    .entry-action:hover {
      background: var(--_hover);
      color: var(--_text);
    }
  }
  @media (pointer: coarse) {
    .entry-action {
      inline-size: 44px;
      block-size: 44px;
    }
  }

  .entries-loading {
    display: grid;
    animation: parley-rows 120ms 150ms both;
  }
  .entries-loading i {
    display: grid;
    grid-template: 20px 20px / 40px minmax(0, 1fr);
    gap: 0 12px;
    align-content: center;
    align-items: center;
    min-block-size: 60px;
    padding-inline: 16px;
  }
  .entries-loading b {
    block-size: 10px;
    border-radius: 999px;
    background: var(--_bubble);
  }
  .entries-loading b:first-child {
    grid-row: 1 / 3;
    block-size: 40px;
  }
  .entries-loading b:nth-child(2) {
    inline-size: 40%;
  }
  .entries-loading b:nth-child(3) {
    inline-size: 70%;
  }
  .entries-loading i:nth-child(even) b:nth-child(2) {
    inline-size: 56%;
  }

  .notice {
    display: grid;
    gap: 4px;
    justify-items: center;
    padding: 32px 24px;
    overflow-wrap: anywhere;
    text-align: center;
    animation: parley-rows 120ms both;
  }
  .notice svg {
    margin-block-end: 4px;
    color: var(--_text-second);
  }
  .notice h3 {
    margin: 0;
    color: var(--_text);
    font-size: 15px;
    font-weight: 600;
    line-height: 22px;
  }
  .notice p {
    max-inline-size: 40ch;
    margin: 0;
    color: var(--_text-second);
    font-size: 13px;
    line-height: 18px;
  }
  .notice .action {
    margin-block-start: 12px;
  }
  @keyframes parley-rows {
    from {
      opacity: 0;
    }
  }
`;
