import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import type { Caller } from './caller.js';

/** A request after the access guard. */
export interface CallerRequest extends Request {
  caller?: Caller;
}

/** The caller of a request, as the operation's access tag promises it. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext) => {
  return context.switchToHttp().getRequest<CallerRequest>().caller;
});
