import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { DomainError } from '../errors/domain-error.js';
import { hasBody } from './json-body.js';
import { fileFieldKey, multipartType } from './operation.decorator.js';

/** Refuses a file where an operation takes none, and anything else where it takes one. */
@Injectable()
export class MediaTypeGuard implements CanActivate {
  /** @throws DomainError unsupported_media_type */
  canActivate(context: ExecutionContext): boolean {
    if (context.getType() !== 'http') return true;
    const request = context.switchToHttp().getRequest<Request>();
    if (!hasBody(request)) return true;
    const takesFile = Reflect.getMetadata(fileFieldKey, context.getHandler()) !== undefined;
    const wanted = takesFile ? multipartType : 'application/json';
    const isMultipart = request.is(multipartType) !== false;
    if (takesFile !== isMultipart) throw new DomainError('unsupported_media_type', `The body must be ${wanted}`);
    return true;
  }
}
