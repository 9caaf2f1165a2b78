import type { z } from 'zod';
import { commands, events } from '../delivery/socket-contract.js';
import { SocketError } from '../common/errors/problem.js';
import { toDocumentSchema } from './json-schema.js';

type Json = Record<string, unknown>;

const pascal = (name: string): string =>
  name.replace(/(^|[:-])([a-z])/g, (_match, _separator: string, letter: string) => letter.toUpperCase());

/** Collects the shapes that a document shares. */
class Schemas {
  readonly shared: Json = {};

  add(schema: z.ZodType, io: 'input' | 'output'): Json {
    const { schema: own, components } = toDocumentSchema(schema, io);
    Object.assign(this.shared, components);
    return own;
  }
}

/** The AsyncAPI document of the socket: made from the table that checks the commands. */
export function asyncApiDocument(): Json {
  const schemas = new Schemas();
  const messages: Json = {};
  const operations: Json = {};
  const error = schemas.add(SocketError, 'output');
  for (const [name, { summary, input, reply }] of Object.entries(commands)) {
    const key = pascal(name);
    messages[key] = { name, summary, payload: schemas.add(input, 'input') };
    messages[`${key}Ack`] = {
      name: `${name} (ack)`,
      payload: {
        oneOf: [
          {
            type: 'object',
            required: ['ok', 'data'],
            properties: { ok: { const: true }, data: schemas.add(reply, 'output') },
          },
          { type: 'object', required: ['ok', 'error'], properties: { ok: { const: false }, error } },
        ],
      },
    };
    operations[key] = {
      action: 'receive',
      summary,
      channel: { $ref: '#/channels/socket' },
      messages: [{ $ref: `#/channels/socket/messages/${key}` }],
      reply: { channel: { $ref: '#/channels/socket' }, messages: [{ $ref: `#/channels/socket/messages/${key}Ack` }] },
    };
  }
  for (const [name, { summary, payload }] of Object.entries(events)) {
    const key = pascal(name);
    messages[key] = { name, summary, payload: schemas.add(payload, 'output') };
    operations[key] = {
      action: 'send',
      summary,
      channel: { $ref: '#/channels/socket' },
      messages: [{ $ref: `#/channels/socket/messages/${key}` }],
    };
  }
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Parley socket',
      version: '1',
      description:
        'Socket.IO 4 on the default namespace, path /socket.io/. Handshake auth: {key, token}. Every command takes one payload and an ack callback; a command without one is not run.',
    },
    channels: {
      socket: {
        address: '/socket.io/',
        messages: Object.fromEntries(
          Object.keys(messages).map((key) => [key, { $ref: `#/components/messages/${key}` }]),
        ),
      },
    },
    operations,
    components: { messages, schemas: schemas.shared },
  };
}
