import { html } from 'lit';
import { icon } from '../icons.js';

/** The marks of home. */
export const homeIcons = {
  rooms: icon(
    'M4 6.5A1.5 1.5 0 0 1 5.5 5h9A1.5 1.5 0 0 1 16 6.5v6a1.5 1.5 0 0 1-1.5 1.5H8l-4 3ZM19 9v11l-3.5-3H10',
    22,
  ),
  discover: icon('M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM15.5 8.5l-2 5-5 2 2-5Z', 22),
  match: icon('M8.5 12a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM3 19c.5-3 2.7-4.5 5.5-4.5S13.5 16 14 19M18 5v6M15 8h6', 22),
  people: icon(
    'M9 11.5a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4ZM3 19c.5-3 3-4.7 6-4.7s5.5 1.700 6 4.7M15.5 5.400a3.2 3.2 0 0 1 0 5.800M17.5 14.800c1.900.7 3.2 2.200 3.5 4.200',
    22,
  ),
  bookmarks: icon('M7 4.5h10V20l-5-4-5 4Z', 22),
  onwards: html`<span class="onwards">${icon('m9.5 5.5 6.5 6.5-6.5 6.5', 16)}</span>`,
} as const;
