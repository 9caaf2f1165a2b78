import { Injectable, StandardSchemaValidationPipe } from '@nestjs/common';
import { DomainError, type FieldError } from '../errors/domain-error.js';

/** What a Standard Schema says is wrong; zod names unknown keys beside the path. */
interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
  readonly keys?: readonly string[];
}

/** More faults than this are not listed: their number is up to the sender. */
const maxListed = 20;

/** A JSON Pointer (RFC 6901) to `path`. */
function toPointer(path: Issue['path'], key?: string): string {
  const segments = (path ?? []).map((segment) => String(typeof segment === 'object' ? segment.key : segment));
  if (key !== undefined) segments.push(key);
  return segments.map((segment) => `/${segment.replaceAll('~', '~0').replaceAll('/', '~1').slice(0, 100)}`).join('');
}

function toFieldErrors(issue: Issue): FieldError[] {
  if (issue.keys) return issue.keys.map((key) => ({ path: toPointer(issue.path, key), message: 'is not known' }));
  return [{ path: toPointer(issue.path), message: issue.message }];
}

/** `validation_failed` with a JSON Pointer for each fault. */
function invalidInput(issues: readonly Issue[]): DomainError {
  const errors = issues.slice(0, maxListed).flatMap(toFieldErrors).slice(0, maxListed);
  const first = errors[0];
  return new DomainError('validation_failed', first && `${first.path || 'input'}: ${first.message}`, { errors });
}

/** Keys that a careless merge would take for a prototype; no input has a use for them. */
const protoKeys = ['__proto__', 'constructor', 'prototype'];

/** Deeper than any input goes; REST refuses it before it is parsed. */
const maxDepth = 64;

/** The path to the first such key, or to what is nested too deep, from its end to its beginning. */
function findFault(value: unknown, depth = 0): { path: string[]; message: string } | undefined {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return undefined;
  if (depth > maxDepth) return { path: [], message: 'is nested too deep' };
  for (const key of Object.keys(value)) {
    if (protoKeys.includes(key)) return { path: [key], message: 'is not known' };
    const found = findFault((value as Record<string, unknown>)[key], depth + 1);
    if (found) {
      found.path.push(key);
      return found;
    }
  }
  return undefined;
}

/** Checks every input against the schema beside it, on REST and on the socket, and names the field that is wrong. */
@Injectable()
export class ValidationPipe extends StandardSchemaValidationPipe {
  constructor() {
    super({ exceptionFactory: (issues) => invalidInput(issues) });
  }

  /** Nest would remove such keys in silence; the contract says that unknown fields are refused. */
  protected override stripProtoKeys(value: unknown): void {
    const fault = findFault(value);
    if (fault) throw invalidInput([{ path: fault.path.reverse(), message: fault.message }]);
  }
}
