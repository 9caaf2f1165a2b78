import { css } from 'lit';

/**
 * The values everything else derives from. A page sets `--parley-*` on `parley-chat` or any ancestor; the private `--_*`
 * names give each its default, light and dark at once: `light-dark()` follows the element's colour scheme.
 *
 * `--_on-accent` and `--_accent-ink` have values here that are right for the default accent, and near for others; where the
 * accent is another one AccentController replaces them.
 */
export const tokens = css`
  :host {
    color-scheme: light dark;

    --_accent: var(--parley-accent, #5b5bd6);
    /* Away from the text on it, so that this can be read no worse. */
    --_away: oklch(from var(--_on-accent) calc(1 - l) 0 0);
    --_accent-hover: color-mix(in oklab, var(--_accent) 92%, var(--_away));
    --_accent-active: color-mix(in oklab, var(--_accent) 84%, var(--_away));
    --_accent-tint: color-mix(in oklab, var(--_accent) 16%, var(--_panel));
    --_on-accent: oklch(from var(--_accent) clamp(0, (0.64 - l) * 1000, 1) 0 0);
    --_accent-ink: light-dark(#5151cd, #a9a9f0);

    --_panel: var(--parley-panel, light-dark(#ffffff, #161618));
    --_sunken: var(--parley-sunken, light-dark(#f7f7f8, #111113));
    --_raised: var(--parley-raised, light-dark(#ffffff, #1f1f23));
    --_line: var(--parley-line, light-dark(#e6e6ea, #2e2e34));
    --_text: var(--parley-text, light-dark(#1b1b1f, #ededf0));
    --_text-second: var(--parley-text-second, light-dark(#62626c, #a0a0ab));
    --_bubble: var(--parley-bubble, light-dark(#f0f0f3, #26262b));
    --_danger: var(--parley-danger, light-dark(#c62a2f, #ff6369));
    --_hover: color-mix(in srgb, var(--_text) 6%, transparent);
    --_press: color-mix(in srgb, var(--_text) 10%, transparent);

    --_font: var(
      --parley-font,
      system-ui,
      -apple-system,
      'Segoe UI',
      Roboto,
      'Noto Sans',
      'Helvetica Neue',
      Arial,
      sans-serif,
      'Apple Color Emoji',
      'Segoe UI Emoji',
      'Noto Color Emoji'
    );
    --_radius-panel: var(--parley-panel-radius, 16px);
    --_radius-bubble: var(--parley-bubble-radius, 18px);
    --_radius-joined: min(6px, var(--_radius-bubble));
    --_radius-control: var(--parley-control-radius, 10px);

    --_shadow-panel:
      0 0 0 1px light-dark(rgb(20 20 30 / 6%), rgb(255 255 255 / 9%)), 0 4px 12px rgb(20 20 30 / 8%),
      0 20px 48px -8px light-dark(rgb(20 20 30 / 22%), rgb(0 0 0 / 60%));
    --_shadow-menu:
      0 0 0 1px light-dark(rgb(20 20 30 / 6%), rgb(255 255 255 / 10%)),
      0 4px 16px -2px light-dark(rgb(20 20 30 / 20%), rgb(0 0 0 / 60%));

    --_ease: cubic-bezier(0.2, 0.8, 0.3, 1);
  }

  :host([theme='light']) {
    color-scheme: light;
  }
  :host([theme='dark']) {
    color-scheme: dark;
  }
`;
