import { randomUUID } from 'node:crypto';
import { rest } from '../support/rest.js';
import type { RawSocket } from '../support/socket.js';
import type { RestOperation, SocketCommand } from './contract.js';
import { type ChooseId, exampleInput, type IdPlace, idPlaces, type Samples } from './example-input.js';
import { validUploads } from './upload.js';
import type { World } from './world.js';

/** An answer, with all that could tell one id from another. */
export interface WallAnswer {
  status: number;
  /** As text, without what every answer has of its own. */
  text: string;
}

/** Values of the fields that are no ids, for a world whose rooms stand where `epoch` says. */
export const samplesFor = ({ open, stream }: World): Samples => ({
  epoch: open.epoch,
  after: 0,
  position: 0,
  anchorPosition: 0,
  clientId: randomUUID(),
  text: 'text',
  emoji: '👍',
  sendAt: new Date(Date.now() + 3_600_000).toISOString(),
  offset: [...stream.text].length,
});

/** Where ids can stand in an operation: path, query, body. */
export function placesOf({ parameters, body }: RestOperation): IdPlace[] {
  return [
    ...parameters.flatMap(({ in: place, name, schema }) => idPlaces(schema, `${place} ${name}`)),
    ...(body ? idPlaces(body, 'body ') : []),
  ];
}

/** Where ids can stand in a command. */
export const placesIn = ({ payload }: SocketCommand): IdPlace[] => idPlaces(payload, 'payload ');

function comparable(status: number, headers: Headers | undefined, body: unknown): WallAnswer {
  const told = headers ? [...headers].filter(([name]) => !['x-request-id', 'date', 'etag'].includes(name)) : [];
  return { status, text: JSON.stringify({ told, body: { ...(body as object), requestId: '' } }) };
}

/** One request of an operation, with the chosen ids in it. */
export async function callOperation(
  url: string,
  { method, path, parameters, body, fileField }: RestOperation,
  headers: Record<string, string>,
  choose: ChooseId,
  samples: Samples,
): Promise<WallAnswer> {
  const values = (place: 'path' | 'query') =>
    parameters
      .filter((parameter) => parameter.in === place)
      .filter(({ name, required, schema }) => required || name in samples || schema['x-parley-id'] !== undefined)
      .map(({ name, schema }) => [name, samples[name] ?? exampleInput(schema, choose, samples, `${place} ${name}`)]);
  const inPath = Object.fromEntries(values('path')) as Record<string, string>;
  const query = values('query').map(([name, value]) => `${String(name)}=${encodeURIComponent(String(value))}`);
  const upload = fileField === undefined ? undefined : validUploads(fileField)[0];
  const answer = await rest<object | null>(
    method,
    path.replace(/\{(\w+)\}/g, (_, name: string) => inPath[name] ?? '') +
      (query.length > 0 ? `?${query.join('&')}` : ''),
    {
      url,
      headers: { ...headers, ...(upload ? { 'Content-Type': upload.type } : {}) },
      ...(upload ? { body: upload.bytes } : body ? { body: exampleInput(body, choose, samples, 'body ') } : {}),
    },
  );
  return comparable(answer.status, answer.headers, answer.body);
}

/** One command, with the chosen ids in it; what is acknowledged counts as 200. */
export async function callCommand(
  socket: RawSocket,
  { name, payload }: SocketCommand,
  choose: ChooseId,
  samples: Samples,
): Promise<WallAnswer> {
  const ack = await socket.ask(name, exampleInput(payload, choose, samples, 'payload '));
  return comparable(ack.ok ? 200 : ack.error.status, undefined, ack.ok ? ack.data : ack.error);
}
