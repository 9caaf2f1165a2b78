import { catalogue, type ErrorCode } from './catalogue.js';

/** One fault of an input: `path` is a JSON Pointer into it (`/text`; empty for the whole). */
export interface FieldError {
  path: string;
  message: string;
}

/** What a `DomainError` may carry beyond its code. */
interface DomainErrorOptions {
  /** Which fields were wrong. */
  errors?: FieldError[];
  /** When the same request may be sent again, in milliseconds from now. */
  retryAfterMs?: number;
}

/** The only error that services throw. Its `detail` is shown to the caller, so it never names anything they may not see. */
export class DomainError extends Error {
  readonly errors: FieldError[] | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(
    readonly code: ErrorCode,
    detail?: string,
    options: DomainErrorOptions = {},
  ) {
    super(detail ?? catalogue[code].title);
    this.name = 'DomainError';
    this.errors = options.errors;
    this.retryAfterMs = options.retryAfterMs;
  }

  /** A `validation_failed` about one field; `path` as in `FieldError`. */
  static invalid(path: string, message: string): DomainError {
    return new DomainError('validation_failed', `${path || 'input'}: ${message}`, { errors: [{ path, message }] });
  }
}
