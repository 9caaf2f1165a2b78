import { css } from 'lit';

/** Quiet words and one loud button. */
export const deleteAccountStyles = css`
  .lost {
    display: grid;
    gap: 12px;
  }
  .action:not([aria-disabled='true']),
  .action:not([aria-disabled='true']):hover {
    background: var(--_danger);
    color: var(--_panel);
  }
`;
