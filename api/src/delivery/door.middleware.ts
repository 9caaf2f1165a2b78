import type { NextFunction, Request, Response } from 'express';
import { sendProblem } from '../common/http/problem.filter.js';
import type { Door } from './door.js';

/** Lets requests through the door; the probes of an orchestrator always. */
export function throughDoor(door: Door) {
  return (request: Request, response: Response, next: NextFunction): void => {
    if (request.path.startsWith('/health/')) return next();
    if (door.isClosed) {
      response.setHeader('Connection', 'close');
      return sendProblem(request, response, door.refusal());
    }
    door.enter();
    response.once('close', () => door.leave());
    next();
  };
}
