import { applyDecorators, UseFilters } from '@nestjs/common';
import { MessageBody, WebSocketGateway } from '@nestjs/websockets';
import { ValidationPipe } from '../common/schema/validation.pipe.js';
import { AckFilter } from './ack.filter.js';
import { type Command, commands } from './socket-contract.js';

/** A gateway whose errors reach the ack: what is global for REST does not reach gateways. */
export function ParleyGateway(): ClassDecorator {
  return applyDecorators(WebSocketGateway(), UseFilters(AckFilter));
}

/** A command's input, checked against its schema. The pipe stands here, not on the gateway: there each parameter would pass it. */
export function Input(command: Command): ParameterDecorator {
  return MessageBody({ schema: commands[command].input, pipes: [ValidationPipe] });
}
