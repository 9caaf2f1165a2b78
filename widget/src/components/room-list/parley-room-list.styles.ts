import { css } from 'lit';

/** Rows with a menu each, and a question that stands below the row that it is about. */
export const roomListStyles = css`
  .list {
    max-inline-size: 640px;
    margin-inline: auto;
    padding-block: 8px calc(16px + var(--_safe-bottom, 0px));
  }
  .told {
    margin: 0 16px 8px;
    padding: 10px 16px;
    border-radius: var(--_radius-control);
    outline: none;
    background: var(--_sunken);
    font-size: 13px;
    line-height: 18px;
    overflow-wrap: anywhere;
  }
  .told:empty {
    margin: 0;
    padding: 0;
  }
  .question {
    margin: 4px 16px 12px;
    padding: 12px 16px;
    border-radius: var(--_radius-control);
    background: var(--_sunken);
  }
  .question p {
    margin: 0 0 8px;
    font-size: 13px;
    line-height: 18px;
    overflow-wrap: anywhere;
  }
  .question div {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  .plain {
    min-block-size: 36px;
    padding: 6px 12px;
    border: 1px solid var(--_line);
    border-radius: var(--_radius-control);
    background: var(--_panel);
    font-size: 13px;
    font-weight: 600;
    line-height: 18px;
  }
  .danger {
    color: var(--_danger);
  }
  @media (hover: hover) {
    .plain:hover {
      background: var(--_hover);
    }
  }
  @media (pointer: coarse) {
    .plain {
      min-block-size: 44px;
    }
  }
`;
