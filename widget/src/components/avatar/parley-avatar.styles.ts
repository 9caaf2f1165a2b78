import { css } from 'lit';

/** Eight hues, far enough apart to tell people by; the same lightness, so that no name is louder than another. */
export const avatarStyles = css`
  :host {
    --_hue: 285;
    inline-size: 28px;
    block-size: 28px;
    flex: none;
  }
  div {
    display: grid;
    place-items: center;
    inline-size: 100%;
    block-size: 100%;
    border-radius: 50%;
    background: light-dark(oklch(0.92 0.045 var(--_hue)), oklch(0.36 0.07 var(--_hue)));
    color: light-dark(oklch(0.42 0.11 var(--_hue)), oklch(0.9 0.06 var(--_hue)));
    font-size: var(--_letters, 11px);
    font-weight: 600;
    line-height: 1;
    user-select: none;
  }
  img {
    inline-size: 100%;
    block-size: 100%;
    border-radius: inherit;
    object-fit: cover;
  }
  /* No text of the page: what carries an avatar is named by something else. */
  div::before {
    content: attr(data-letters);
  }
  [data-tone='1'] {
    --_hue: 25;
  }
  [data-tone='2'] {
    --_hue: 65;
  }
  [data-tone='3'] {
    --_hue: 125;
  }
  [data-tone='4'] {
    --_hue: 165;
  }
  [data-tone='5'] {
    --_hue: 210;
  }
  [data-tone='6'] {
    --_hue: 250;
  }
  [data-tone='7'] {
    --_hue: 340;
  }
`;
