import { css } from 'lit';

/** Bubbles: own at the end in the accent, others' at the start on grey; the corner that joins the group is small. */
export const messageStyles = css`
  :host {
    padding-block-start: 2px;
  }
  :host([starts]) {
    padding-block-start: 12px;
  }

  article {
    position: relative;
    display: grid;
    grid-template-columns: 36px minmax(0, 1fr);
    justify-items: start;
    transition:
      opacity 180ms var(--_ease),
      translate 180ms var(--_ease);
  }
  article.own {
    grid-template-columns: minmax(0, 1fr);
    justify-items: end;
  }
  @starting-style {
    article.own[data-status='sending'] {
      opacity: 0;
      translate: 0 10px;
    }
  }

  .name {
    grid-column: 2;
    max-inline-size: 100%;
    margin-block-end: 3px;
    padding-inline: 12px;
    overflow: hidden;
    color: var(--_text-second);
    font-size: 13px;
    font-weight: 500;
    line-height: 18px;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  parley-avatar {
    grid-row: 3;
    grid-column: 1;
    align-self: end;
  }

  .line {
    display: flex;
    grid-row: 3;
    grid-column: 2;
    gap: 8px;
    align-items: center;
    max-inline-size: min(86%, 560px);
  }
  .own .line {
    grid-column: 1;
    flex-direction: row-reverse;
    max-inline-size: min(82%, 560px);
  }

  .bubble {
    min-inline-size: 0;
    padding: 7px 12px;
    border: 1px solid transparent;
    border-radius: var(--_radius-bubble);
    background: var(--_bubble);
    color: var(--_text);
    overflow-wrap: anywhere;
    text-align: start;
    unicode-bidi: plaintext;
    white-space: pre-wrap;
    /* Marks that pile up on a letter stay with their message. */
    overflow: clip;
    overflow-clip-margin: 2px;
    transition:
      background-color 120ms,
      color 120ms;
  }
  :host(:not([starts])) .bubble {
    border-start-start-radius: var(--_radius-joined);
  }
  :host(:not([ends])) .bubble {
    border-end-start-radius: var(--_radius-joined);
  }
  .own .bubble {
    --_link: currentcolor;
    background: var(--_accent);
    color: var(--_on-accent);
  }
  :host(:not([starts])) .own .bubble {
    border-start-start-radius: var(--_radius-bubble);
    border-start-end-radius: var(--_radius-joined);
  }
  :host(:not([ends])) .own .bubble {
    border-end-start-radius: var(--_radius-bubble);
    border-end-end-radius: var(--_radius-joined);
  }
  .bubble:has(parley-text[big]) {
    padding-inline: 4px;
    background: none;
  }

  /* On its way: the tint only, and only when the way takes long enough to be noticed. */
  [data-status='sending'] .bubble {
    background: var(--_accent-tint);
    color: var(--_text);
    transition-delay: 400ms;
  }
  [data-status='failed'] .bubble {
    border-color: var(--_danger);
    background: var(--_panel);
    color: var(--_text);
  }
  .deleted .bubble {
    border-color: var(--_line);
    background: none;
    color: var(--_text-second);
    font-style: italic;
  }

  .side {
    flex: none;
    color: var(--_text-second);
    font-size: 12px;
    font-variant-numeric: tabular-nums;
    line-height: 16px;
    opacity: 0;
    transition: opacity 120ms;
    user-select: none;
  }
  @media (hover: hover) {
    article:hover .side {
      opacity: 1;
    }
  }
  article:focus-within .side {
    opacity: 1;
  }

  .meta {
    display: flex;
    flex-wrap: wrap;
    grid-row: 5;
    grid-column: 2;
    column-gap: 12px;
    align-items: center;
    padding: 4px 12px 0;
    color: var(--_text-second);
    font-size: 12px;
    font-variant-numeric: tabular-nums;
    line-height: 16px;
  }
  .own .meta {
    grid-column: 1;
    justify-content: flex-end;
    padding-inline: 12px 2px;
  }
  .failure {
    flex-basis: 100%;
    color: var(--_danger);
    text-align: end;
  }
  .meta button {
    min-block-size: 24px;
    border-radius: 6px;
    color: var(--_text);
    font-size: 13px;
    font-weight: 600;
    line-height: 18px;
  }
  @media (hover: hover) {
    .meta button:hover {
      text-decoration: underline;
      text-underline-offset: 2px;
    }
  }
  @media (pointer: coarse) {
    .meta button {
      min-block-size: 44px;
      min-inline-size: 44px;
    }
  }
  .late {
    animation: parley-late 120ms 1s both;
  }
  @keyframes parley-late {
    from {
      opacity: 0;
    }
  }
  @media (forced-colors: active) {
    .bubble {
      border-color: CanvasText;
    }
  }
`;
