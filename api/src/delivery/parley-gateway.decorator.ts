import { applyDecorators, UseFilters, UsePipes } from '@nestjs/common';
import { WebSocketGateway } from '@nestjs/websockets';
import { ValidationPipe } from '../common/schema/validation.pipe.js';
import { AckFilter } from './ack.filter.js';

/** A gateway whose input is checked and whose errors reach the ack: what is global for REST does not reach gateways. */
export function ParleyGateway(): ClassDecorator {
  return applyDecorators(WebSocketGateway(), UsePipes(ValidationPipe), UseFilters(AckFilter));
}
