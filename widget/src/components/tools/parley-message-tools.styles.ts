import { css } from 'lit';

/** Below the bubble what hangs on it; above its corner, for who is there, what can be done. */
export const toolsStyles = css`
  :host {
    display: flex;
    flex-wrap: wrap;
    grid-row: 4;
    grid-column: 2;
    gap: 4px 8px;
    align-items: center;
    max-inline-size: 100%;
  }
  :host([own]) {
    grid-column: 1;
    justify-content: flex-end;
  }

  :host([task]) {
    justify-self: stretch;
  }

  .reactions {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    padding-block-start: 4px;
  }
  :host([own]) .reactions {
    justify-content: flex-end;
  }
  .reaction {
    display: inline-flex;
    gap: 4px;
    align-items: center;
    min-block-size: 26px;
    padding-inline: 8px;
    border: 1px solid var(--_line);
    border-radius: 999px;
    background: var(--_panel);
    color: var(--_text-second);
    font-size: 13px;
    font-variant-numeric: tabular-nums;
    line-height: 18px;
    transition: background-color 120ms;
  }
  .reaction[aria-pressed='true'] {
    border-color: var(--_accent);
    background: var(--_accent-tint);
    color: var(--_text);
  }
  .mark {
    display: inline-flex;
    gap: 4px;
    align-items: center;
    padding: 4px 12px 0;
    color: var(--_text-second);
    font-size: 12px;
    line-height: 16px;
  }
  button.mark {
    text-decoration: underline dotted;
    text-underline-offset: 2px;
  }
  :host([own]) .mark {
    padding-inline: 0 2px;
  }
  .mark i {
    inline-size: 6px;
    block-size: 6px;
    border-radius: 50%;
    background: currentcolor;
    animation: grow 1.4s ease-in-out infinite alternate;
  }
  @keyframes grow {
    from {
      opacity: 0.3;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .mark i {
      animation: none;
    }
  }
  .thread {
    position: relative;
    display: inline-flex;
    gap: 6px;
    align-items: center;
    min-block-size: 28px;
    margin-block-start: 2px;
    padding-inline: 8px;
    border-radius: 8px;
    color: var(--_accent-ink);
    font-size: 13px;
    font-weight: 500;
    font-variant-numeric: tabular-nums;
    line-height: 18px;
  }
  .thread.unread {
    font-weight: 600;
  }
  .thread.unread::after {
    inline-size: 8px;
    block-size: 8px;
    border-radius: 50%;
    background: var(--_accent);
    content: '';
  }
  .problem {
    flex-basis: 100%;
    padding-inline: 12px;
    color: var(--_danger);
    font-size: 12px;
    line-height: 16px;
  }
  :host([own]) .problem {
    padding-inline: 0 2px;
    text-align: end;
  }
  .problem:empty {
    display: none;
  }

  /* Above the message; where that is out of sight below it, or along it. Nothing is to reach below the last message. */
  .rail {
    position: absolute;
    z-index: 1;
    inset-block: -22px 0;
    display: grid;
    align-items: start;
    inset-inline-start: 44px;
    pointer-events: none;
  }
  .rail.below {
    inset-block: 0 -22px;
    align-items: end;
  }
  :host([own]) .rail {
    inset-inline: auto 0;
  }
  .tools {
    position: sticky;
    inset-block-start: 2px;
    display: flex;
    padding: 2px;
    border: 1px solid var(--_line);
    border-radius: var(--_radius-control);
    background: var(--_raised);
    box-shadow: var(--_shadow-menu);
    pointer-events: auto;
    animation: appear 120ms var(--_ease);
  }
  :host(:not(:focus-within)) .tools.resting {
    clip-path: inset(50%);
  }
  .tools > button {
    display: inline-grid;
    place-items: center;
    inline-size: 32px;
    block-size: 32px;
    border-radius: 8px;
    font-size: 17px;
    text-align: center;
  }
  .tools > parley-menu {
    display: grid;
    place-items: center;
    inline-size: 32px;
    block-size: 32px;
  }
  @media (hover: hover) {
    .tools > button:hover,
    .thread:hover,
    .reaction:not(:disabled):hover {
      background: var(--_hover);
    }
  }
  @media (pointer: coarse) {
    .tools > button,
    .tools > parley-menu {
      inline-size: 44px;
      block-size: 44px;
    }
    .rail {
      inset-block-start: -42px;
    }
    .rail.below {
      inset-block: 0 -42px;
    }
    .reaction {
      min-block-size: 32px;
    }
    .thread {
      min-block-size: 44px;
    }
  }
  @keyframes appear {
    from {
      opacity: 0;
    }
  }

  .question {
    display: flex;
    flex: 1 0 100%;
    flex-wrap: wrap;
    gap: 4px 12px;
    align-items: center;
    justify-content: space-between;
    margin-block-start: 6px;
    padding-block: 6px;
    padding-inline: 12px 6px;
    border: 1px solid var(--_line);
    border-radius: 12px;
    font-size: 14px;
    line-height: 20px;
  }
  .question .answers {
    margin-inline-start: auto;
  }
`;

/** What is written about a message, below it, and the two answers. */
export const fieldStyles = css`
  form {
    display: grid;
    gap: 8px;
    flex: 1 0 min(100%, 560px);
    max-inline-size: 560px;
  }
  textarea {
    min-block-size: 64px;
    max-block-size: 240px;
    padding: 8px 12px;
    border-color: var(--_line);
    border-radius: var(--_radius-control);
    background: var(--_panel);
    field-sizing: content;
    /* Below 16 px phones zoom in. */
    font-size: 16px;
    resize: none;
  }
  .answers {
    display: flex;
    gap: 12px;
    align-items: center;
    justify-content: flex-end;
  }
  .answers button {
    min-block-size: 36px;
    padding-inline: 12px;
    border-radius: var(--_radius-control);
    font-size: 14px;
    font-weight: 600;
  }
  @media (pointer: coarse) {
    .answers button {
      min-block-size: 44px;
    }
  }
  .main {
    background: var(--_accent);
    color: var(--_on-accent);
  }
  .danger {
    color: var(--_danger);
  }
`;
