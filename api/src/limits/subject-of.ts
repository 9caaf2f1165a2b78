import { sha256 } from '../common/sha256.js';

/** What a text is counted as, such as a name or an address: by digest, so that long ones take no memory. */
export const subjectOf = (text: string): string => sha256(text).toString('base64url');
