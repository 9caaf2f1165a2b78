import { css } from 'lit';

/** The picture as large as it gets, and below it what can be done with it. */
export const pictureStyles = css`
  section {
    justify-items: center;
    padding-block: 8px;
    border-radius: var(--_radius-panel);
    text-align: center;
  }
  .over {
    outline: 2px dashed var(--_accent-ink);
    outline-offset: 4px;
  }
  parley-avatar {
    --_letters: 44px;
    inline-size: 128px;
    block-size: 128px;
  }
  /* A room's, which is not round. */
  :host([square]) {
    --_shade: none;
  }
  :host([square]) parley-avatar::part(avatar) {
    border-radius: var(--_radius-panel);
  }
  .ways {
    display: grid;
    gap: 8px;
    inline-size: 100%;
  }
  p:empty {
    display: none;
  }
  @media (hover: none) {
    .drop {
      display: none;
    }
  }
`;
