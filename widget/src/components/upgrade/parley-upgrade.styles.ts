import { css } from 'lit';

/** The one thing on a guest's screen that has a ground of its own. */
export const upgradeStyles = css`
  :host {
    display: grid;
    gap: 12px;
    padding: 16px;
    border-radius: var(--_radius-panel);
    background: var(--_sunken);
  }
  section {
    gap: 12px;
  }
  .other {
    text-align: center;
  }
`;
