import { css } from 'lit';

/** Rows of three lines: who, what, and in which room. */
export const bookmarksStyles = css`
  .list {
    max-inline-size: 640px;
    margin-inline: auto;
    padding-block: 8px calc(16px + var(--_safe-bottom, 0px));
  }
  .told {
    margin: 0 16px 8px;
    padding: 10px 16px;
    border-radius: var(--_radius-control);
    background: var(--_sunken);
    font-size: 13px;
    line-height: 18px;
    overflow-wrap: anywhere;
  }
  .told:empty {
    margin: 0;
    padding: 0;
  }
  .problem {
    color: var(--_danger);
  }
  .entry-main {
    align-items: start;
  }
  .entry-about {
    display: grid;
    white-space: normal;
  }
  .text {
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    color: var(--_text);
    overflow: hidden;
    overflow-wrap: anywhere;
    text-align: -webkit-match-parent;
    text-align: match-parent;
  }
  .muted .text {
    color: var(--_text-second);
  }
  .where {
    padding-block-start: 2px;
    overflow: hidden;
    font-size: 12px;
    line-height: 16px;
    text-align: -webkit-match-parent;
    text-align: match-parent;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .entry-action.on {
    color: var(--_accent-ink);
  }
  .entry-action.on svg {
    fill: currentcolor;
  }
  .line {
    margin: 0;
    padding: 8px 16px;
    color: var(--_text-second);
    font-size: 13px;
    line-height: 18px;
  }
  .link {
    color: var(--_accent-ink);
    font-weight: 600;
  }
  @media (pointer: coarse) {
    .link {
      min-block-size: 44px;
    }
  }
`;
