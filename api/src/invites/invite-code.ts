import { randomBytes } from 'node:crypto';

/** 144 random bits: nobody guesses one. */
const codeBytes = 18;

/** What every code looks like; anything else names nothing. */
const codePattern = /^[A-Za-z0-9_-]{24}$/;

/** A new code, for links. */
export const newInviteCode = (): string => randomBytes(codeBytes).toString('base64url');

/** Whether `value` has the form of a code. */
export const isInviteCode = (value: string): boolean => codePattern.test(value);
