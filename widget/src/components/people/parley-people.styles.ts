import { css } from 'lit';

/** What stands below a row, and the list of whom one has blocked. */
export const peopleStyles = css`
  .more {
    display: grid;
    gap: 8px;
    padding-block: 0 12px;
    padding-inline: 68px 16px;
    list-style: none;
    animation: parley-rows 120ms;
  }
  .more > div {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 16px;
  }
  .more .link {
    overflow-wrap: anywhere;
  }
  .danger {
    color: var(--_danger);
  }
  .calm {
    color: var(--_text-second);
  }
  .unblock {
    flex: none;
    margin-inline: 8px;
  }
  section {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    padding-block: 12px calc(12px + var(--_safe-bottom, 0px));
    border-block-start: 1px solid var(--_line);
  }
  h3.label {
    padding: 0 16px 4px;
    color: var(--_text-second);
  }
`;
