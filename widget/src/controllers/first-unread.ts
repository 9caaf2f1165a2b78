import type { Timeline } from '@parley/sdk';

/** Whether the first unread message is older than what is loaded. @param newFromSeq what is unread begins there; null for nothing */
export const isAbove = ({ items, hasBefore }: Timeline, newFromSeq: number | null): boolean =>
  hasBefore && newFromSeq !== null && (items[0]?.seq ?? 0) > newFromSeq;
