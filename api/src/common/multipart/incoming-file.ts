import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { DomainError } from '../errors/domain-error.js';
import { hasBody } from '../http/json-body.js';
import { fileFieldKey } from '../http/operation.decorator.js';
import { ByteBudget } from './byte-budget.js';
import { readFile } from './read-file.js';

/** Files that are being received, in memory: all together, and of one user. */
const budget = new ByteBudget(128 * 1024 * 1024, 16 * 1024 * 1024);

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
   * @param owner whose memory it counts as
   * @throws DomainError file_too_large | validation_failed | malformed_multipart | overloaded, or what `work` throws
   */
  async use<T>(owner: string, maxBytes: number, work: (bytes: Buffer) => Promise<T>): Promise<T> {
    let held = 0;
    const onBytes = (bytes: number): void => {
      budget.take(owner, bytes);
      held += bytes;
    };
    try {
      if (!hasBody(this.#request)) throw DomainError.invalid(`/${this.#field}`, 'is missing');
      return await work(await readFile(this.#request, { field: this.#field, maxBytes, onBytes }));
    } finally {
      budget.giveBack(owner, held);
    }
  }
}

/** The file that an operation with `file` takes. */
export const FileOfRequest = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const field = Reflect.getMetadata(fileFieldKey, context.getHandler()) as string;
  return new IncomingFile(context.switchToHttp().getRequest<Request>(), field);
});
