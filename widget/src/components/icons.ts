import { html } from 'lit';

/** Draws a mark from its lines on the grid. */
export const icon = (path: string, size: number) =>
  html`<svg viewBox="0 0 24 24" width=${size} height=${size} aria-hidden="true"><path d=${path} /></svg>`;

/** The few marks of the widget, as lines on a grid of 24. */
export const icons = {
  back: icon('M14.5 5.5 8 12l6.5 6.5', 20),
  close: icon('M6 6l12 12M18 6L6 18', 20),
  send: icon('M12 19V5.5M6 11l6-6 6 6', 20),
  down: icon('M12 5v13.5M6 13l6 6 6-6', 18),
  chevron: icon('m6 9.5 6 6 6-6', 28),
  person: icon('M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20c.8-3.6 3.9-5.5 7.5-5.5s6.7 1.9 7.5 5.5', 16),
  speech: icon(
    'M4 11.2C4 7.2 7.6 4 12 4s8 3.2 8 7.2-3.6 7.2-8 7.2c-.9 0-1.8-.1-2.6-.4L5.2 20l.9-3.6C4.8 15.1 4 13.3 4 11.2Z',
    28,
  ),
  alert: icon('M12 8v5M12 16.5v.01M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Z', 28),
} as const;
