/** The last moment of the last year that is written with four digits. */
const latestMs = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/**
 * A moment of ISO 8601, whatever its offset and fraction, as the database takes it: in UTC, to the millisecond. PostgreSQL
 * refuses offsets of 16 hours and more, and years of five digits.
 */
export const toMoment = (text: string): string => new Date(Math.min(Date.parse(text), latestMs)).toISOString();
