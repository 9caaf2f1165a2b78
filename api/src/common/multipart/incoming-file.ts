import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import type { ErrorCode } from '../errors/catalogue.js';
import { DomainError } from '../errors/domain-error.js';
import { hasBody } from '../http/json-body.js';
import { fileFieldKey } from '../http/operation.decorator.js';
import { ByteBudget } from './byte-budget.js';
import { type Pace, readFile } from './read-file.js';

const mebibyte = 1024 * 1024;

/** Files that are being received, in memory: all together, of one user, and from one place. */
const budget = new ByteBudget(128 * mebibyte);
const maxBytesPerUser = 16 * mebibyte;
const maxBytesPerOrigin = 32 * mebibyte;

/**
 * What an upload must bring in each stretch of time, unless it is whole by then: less than the slowest line of a phone does.
 * Who stalls would keep others from the memory that the part holds which has come.
 */
const pace: Pace = { everyMs: 10_000, minBytes: 64 * 1024 };

/** What a file is refused with for what it is. */
const contentCodes: ReadonlySet<ErrorCode> = new Set(['unsupported_type', 'image_too_large', 'invalid_image']);

/** On whose account a file is received. */
export interface FileOwners {
  readonly user: string;
  /** A network, or whatever stands for it where many people's files come from one. */
  readonly origin: string;
}

/** The file of a request that is not read yet: whoever may not send it is refused before it is. */
export class IncomingFile {
  readonly #request: Request;
  readonly #field: string;

  constructor(request: Request, field: string) {
    this.#request = request;
    this.#field = field;
  }

  /**
   * Reads it and works with it.
   * @param owners whose memory it counts as: the user's, and that of where it comes from
   * @param work is given the media type, too, that the sender declared
   * @throws DomainError file_too_large | validation_failed | malformed_multipart | overloaded | request_timeout (it came too
   *   slowly), or what `work` throws; a refusal of the content names the field
   */
  async use<T>(
    owners: FileOwners,
    maxBytes: number,
    work: (bytes: Buffer, declared: string) => Promise<T>,
  ): Promise<T> {
    const shares = [
      { owner: `user ${owners.user}`, maxBytes: maxBytesPerUser },
      { owner: `origin ${owners.origin}`, maxBytes: maxBytesPerOrigin },
    ];
    let held = 0;
    const onBytes = (bytes: number): void => {
      budget.take(shares, bytes);
      held += bytes;
    };
    try {
      if (!hasBody(this.#request)) throw DomainError.invalid(`/${this.#field}`, 'is missing');
      const { bytes, declared } = await readFile(this.#request, { field: this.#field, maxBytes, pace, onBytes });
      return await work(bytes, declared);
    } catch (error) {
      // The rest of it may never come, and nobody waits for that.
      if (error instanceof DomainError && error.code === 'request_timeout')
        this.#request.res?.set('Connection', 'close');
      throw this.#named(error);
    } finally {
      budget.giveBack(shares, held);
    }
  }

  #named(error: unknown): unknown {
    if (!(error instanceof DomainError) || error.errors || !contentCodes.has(error.code)) return error;
    const { code, message } = error;
    return new DomainError(code, message, { errors: [{ path: `/${this.#field}`, message }] });
  }
}

/** The file that an operation with `file` takes. */
export const FileOfRequest = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const field = Reflect.getMetadata(fileFieldKey, context.getHandler()) as string;
  return new IncomingFile(context.switchToHttp().getRequest<Request>(), field);
});
