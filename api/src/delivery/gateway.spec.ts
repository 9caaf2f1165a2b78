import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { ValidationPipe } from '../common/schema/validation.pipe.js';
import { AckFilter } from './ack.filter.js';
import { PresenceGateway } from '../presence/presence.gateway.js';
import { DeliveryGateway } from './gateway.js';
import { commands } from './socket-contract.js';

const gateways = [DeliveryGateway, PresenceGateway];

/** What Nest keeps of a handler's parameter. */
interface Parameter {
  readonly pipes: readonly unknown[];
  readonly schema?: unknown;
}

const handlers = gateways.flatMap((gateway) =>
  Object.getOwnPropertyNames(gateway.prototype).flatMap((name) => {
    const command = Reflect.getMetadata('message', Reflect.get(gateway.prototype, name) as object) as
      keyof typeof commands | undefined;
    const parameters = Reflect.getMetadata('__routeArguments__', gateway, name) as
      Record<string, Parameter> | undefined;
    return command ? [{ command, parameters: Object.values(parameters ?? {}) }] : [];
  }),
);

describe('the gateways', () => {
  it('handle every command of the contract once, and no other', () => {
    expect(handlers.map(({ command }) => command).sort()).toEqual(Object.keys(commands).sort());
  });

  it.each(gateways)(
    'have no hooks for sockets that come and go, whose handlers are bound again and again',
    (gateway) => {
      expect(gateway.prototype).not.toHaveProperty('handleConnection');
      expect(gateway.prototype).not.toHaveProperty('handleDisconnect');
    },
  );

  it.each(handlers)(
    'check what comes with $command: what is global for REST does not reach them',
    ({ command, parameters }) => {
      const checked = parameters.filter(({ schema }) => schema !== undefined);
      expect(checked).toEqual([expect.objectContaining({ schema: commands[command].input, pipes: [ValidationPipe] })]);
    },
  );

  it.each(gateways)('answer every error', (gateway) => {
    expect(Reflect.getMetadata('__exceptionFilters__', gateway)).toEqual([AckFilter]);
  });
});
