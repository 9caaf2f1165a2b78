import canonicalize from 'canonicalize';
import { sha256 } from '../common/sha256.js';
import type { Sealed } from './report.schema.js';

/**
 * What a report is sealed with: whoever has the reports of a tenant can make all seals again, and sees which one was changed,
 * or is missing.
 * @param previousSeal of the report before; null of the first
 * @param report with these fields alone: what else it had would be sealed, too
 * @returns SHA-256 of the seal before and the canonical JSON (RFC 8785) of the report, in hexadecimal
 */
export const seal = (previousSeal: string | null, report: Sealed): string =>
  sha256((previousSeal ?? '') + canonicalize(report)).toString('hex');
