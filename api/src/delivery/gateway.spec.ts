import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { ValidationPipe } from '../common/schema/validation.pipe.js';
import { AckFilter } from './ack.filter.js';
import { PresenceGateway } from '../presence/presence.gateway.js';
import { DeliveryGateway } from './gateway.js';
import { commands } from './socket-contract.js';

const gateways = [DeliveryGateway, PresenceGateway];

const handlers = gateways
  .flatMap((gateway) =>
    Object.getOwnPropertyNames(gateway.prototype).map((name) => Reflect.get(gateway.prototype, name) as object),
  )
  .map((handler) => Reflect.getMetadata('message', handler) as string | undefined)
  .filter((command) => command !== undefined);

describe('the gateways', () => {
  it('handle every command of the contract once, and no other', () => {
    expect(handlers.sort()).toEqual(Object.keys(commands).sort());
  });

  it.each(gateways)(
    'have no hooks for sockets that come and go, whose handlers are bound again and again',
    (gateway) => {
      expect(gateway.prototype).not.toHaveProperty('handleConnection');
      expect(gateway.prototype).not.toHaveProperty('handleDisconnect');
    },
  );

  it.each(gateways)(
    'check every payload and answer every error: what is global for REST does not reach them',
    (gateway) => {
      expect(Reflect.getMetadata('__pipes__', gateway)).toEqual([ValidationPipe]);
      expect(Reflect.getMetadata('__exceptionFilters__', gateway)).toEqual([AckFilter]);
    },
  );
});
