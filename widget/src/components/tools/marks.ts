import { icon } from '../icons.js';

const pin = 'M9 4h6l-1 6 3 3v2H7v-2l3-3-1-6ZM12 15v5';
const balloon = 'M5 5h14v10H11l-4 4v-4H5Z';
const ribbon = 'M7 4.5h10V20l-5-4-5 4Z';

/** The marks of what one does with a message, and of what was done. */
export const marks = {
  pinned: icon(pin, 14),
  bookmarked: icon(ribbon, 14),
  thread: icon(balloon, 16),
  threads: icon(balloon, 18),
  reply: icon('M10 6 4.5 11.5 10 17M5 11.5h8.5a6 6 0 0 1 6 6V19', 18),
  forward: icon('M14 6l5.5 5.5L14 17M19 11.5h-8.5a6 6 0 0 0-6 6V19', 18),
  edit: icon('M5 19h3.5L19 8.5 15.5 5 5 15.5V19Z', 18),
  copy: icon('M9 9h10v10H9zM5 15V5h10', 18),
  link: icon(
    'M10 13.5a3.5 3.5 0 0 0 5 0l3-3a3.5 3.5 0 0 0-5-5l-1 1M14 10.5a3.5 3.5 0 0 0-5 0l-3 3a3.5 3.5 0 0 0 5 5l1-1',
    18,
  ),
  bookmark: icon(ribbon, 18),
  pin: icon(pin, 18),
  person: icon('M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20c.8-3.6 3.9-5.5 7.5-5.5s6.7 1.9 7.5 5.5', 18),
  delete: icon('M5 7h14M10 7V4.5h4V7M7 7l1 12.5h8L17 7', 18),
  more: icon('M12 5v14M5 12h14', 18),
  report: icon('M6 20V5h11l-2.5 4L17 13H6', 18),
} as const;
