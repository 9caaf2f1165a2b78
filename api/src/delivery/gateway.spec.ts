import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { ValidationPipe } from '../common/schema/validation.pipe.js';
import { AckFilter } from './ack.filter.js';
import { DeliveryGateway } from './gateway.js';
import { commands } from './socket-contract.js';

const handlers = Object.getOwnPropertyNames(DeliveryGateway.prototype)
  .map((name) => Reflect.get(DeliveryGateway.prototype, name) as object)
  .map((handler) => Reflect.getMetadata('message', handler) as string | undefined)
  .filter((command) => command !== undefined);

describe('the gateway', () => {
  it('handles every command of the contract, and no other', () => {
    expect(handlers.sort()).toEqual(Object.keys(commands).sort());
  });

  it('has no hooks for sockets that come and go: its handlers are bound again and again', () => {
    expect(DeliveryGateway.prototype).not.toHaveProperty('handleConnection');
    expect(DeliveryGateway.prototype).not.toHaveProperty('handleDisconnect');
  });

  it('checks every payload and answers every error, since what is global for REST does not reach it', () => {
    expect(Reflect.getMetadata('__pipes__', DeliveryGateway)).toEqual([ValidationPipe]);
    expect(Reflect.getMetadata('__exceptionFilters__', DeliveryGateway)).toEqual([AckFilter]);
  });
});
