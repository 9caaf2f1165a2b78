import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { z } from 'zod';
import { ValidationPipe } from '../schema/validation.pipe.js';

/** All that may be sent where nothing is declared. */
const nothing = z.strictObject({}).optional();

/** Refuses a body or a query where an operation takes none; where it takes one, its schema refuses what is unknown. */
@Injectable()
export class UndeclaredInputGuard implements CanActivate {
  private readonly pipe = new ValidationPipe();

  /** @throws DomainError validation_failed, naming each field */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const { body, query } = context.switchToHttp().getRequest<{ body: unknown; query: unknown }>();
    const declared = declaredInputs(context);
    if (!declared.has(RouteParamtypes.BODY)) await this.pipe.transform(body, { type: 'body', schema: nothing });
    if (!declared.has(RouteParamtypes.QUERY)) await this.pipe.transform(query, { type: 'query', schema: nothing });
    return true;
  }
}

/** The kinds of the handler's parameters: what `@Body`, `@Query` and their like noted of it. */
function declaredInputs(context: ExecutionContext): ReadonlySet<RouteParamtypes> {
  const parameters = (Reflect.getMetadata(ROUTE_ARGS_METADATA, context.getClass(), context.getHandler().name) ??
    {}) as Record<string, unknown>;
  // `<kind>:<index>`; the keys of our own parameter decorators begin with random letters and digits instead.
  return new Set(Object.keys(parameters).flatMap((key) => (/^\d+:\d+$/.test(key) ? Number.parseInt(key, 10) : [])));
}
