import { css } from 'lit';

/** What lies above everything, at the button that opened it. */
export const menuStyles = css`
  :host {
    flex: none;
  }
  .more {
    display: grid;
    place-items: center;
    inline-size: 36px;
    block-size: 36px;
    border-radius: var(--_radius-control);
    color: var(--_text-second);
    transition:
      background-color 120ms,
      color 120ms;
  }
  .more svg {
    stroke-width: 2.5;
  }
  .more:active,
  .more:has(+ :popover-open) {
    background: var(--_press);
    color: var(--_text);
  }
  @media (hover: hover) {
    .more:hover {
      background: var(--_hover);
      color: var(--_text);
    }
  }
  [popover] {
    position: fixed;
    inset: auto;
    min-inline-size: 180px;
    max-inline-size: min(280px, 100vw - 16px);
    margin: 0;
    padding: 4px;
    border: 0;
    border-radius: 12px;
    background: var(--_raised);
    box-shadow: var(--_shadow-menu);
    color: var(--_text);
    animation: parley-menu 180ms var(--_ease);
  }
  @keyframes parley-menu {
    from {
      opacity: 0;
      translate: 0 -4px;
    }
  }
  [role='menuitem'] {
    display: flex;
    gap: 10px;
    align-items: center;
    inline-size: 100%;
    min-block-size: 36px;
    padding: 6px 12px;
    border-radius: 8px;
  }
  [role='menuitem'] svg {
    flex: none;
    color: var(--_text-second);
  }
  [role='menuitem']:focus-visible {
    outline: none;
    background: var(--_hover);
  }
  @media (hover: hover) {
    [role='menuitem']:hover {
      background: var(--_hover);
    }
  }
  [role='menuitem']:active {
    background: var(--_press);
  }
  .danger,
  .danger svg {
    color: var(--_danger);
  }
  @media (pointer: coarse) {
    .more {
      inline-size: 44px;
      block-size: 44px;
    }
    [role='menuitem'] {
      min-block-size: 44px;
    }
  }
  @media (forced-colors: active) {
    [popover] {
      border: 1px solid CanvasText;
    }
    [role='menuitem']:focus-visible {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    [popover] {
      translate: none;
    }
  }
`;
