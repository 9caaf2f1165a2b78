import type { IncomingMessage } from 'node:http';
import busboy from 'busboy';
import { DomainError } from '../errors/domain-error.js';

/** What stands around a file in its body: boundaries and headers; a body that is longer than both cannot be taken. */
const maxAroundBytes = 64 * 1024;

/** Longest name of a field that is told in a refusal. */
const maxToldName = 100;

const pointerTo = (field: string): string =>
  `/${field.slice(0, maxToldName).replaceAll('~', '~0').replaceAll('/', '~1')}`;

const malformed = (detail?: string): DomainError => new DomainError('malformed_multipart', detail);

const unknown = (field: string | undefined): DomainError =>
  field ? DomainError.invalid(pointerTo(field), 'is not known') : malformed('A part has no name');

/** How fast a body must come. */
export interface Pace {
  /** Length of a stretch of time, in milliseconds. */
  readonly everyMs: number;
  /** What must arrive in each, unless the body ends in it. */
  readonly minBytes: number;
}

/** How one file is read. */
export interface FileRules {
  /** The name of the one field that there is. */
  readonly field: string;
  readonly maxBytes: number;
  readonly pace: Pace;
  /** Asked before each part of the file is kept; a throw ends the reading. */
  readonly onBytes: (bytes: number) => void;
}

/** A file as it came. */
export interface ReadFile {
  readonly bytes: Buffer;
  /** The media type that its sender gave it, without parameters. */
  readonly declared: string;
}

/**
 * Reads a `multipart/form-data` body that brings one file and nothing else. What its sender calls the file is not looked at.
 * A body that is refused is not kept: the rest of it is dropped as it comes.
 * @throws DomainError file_too_large | validation_failed naming the field | malformed_multipart | bad_request | request_timeout (it
 *   fell behind the pace), or what `onBytes` threw
 */
export function readFile(request: IncomingMessage, { field, maxBytes, pace, onBytes }: FileRules): Promise<ReadFile> {
  return new Promise((resolve, reject) => {
    const tooLarge = () => new DomainError('file_too_large', `The file may have ${maxBytes} bytes`);
    if (Number(request.headers['content-length'] ?? 0) > maxBytes + maxAroundBytes) return reject(tooLarge());
    const parser = openParser(request, maxBytes);
    if (!parser) return reject(malformed('The Content-Type names no boundary'));

    const parts: Buffer[] = [];
    let declared: string | undefined;
    const end = (settle: () => void): void => {
      stopWatching();
      request.off('close', onClose);
      request.unpipe(parser);
      settle();
    };
    const fail = (error: Error): void => {
      end(() => reject(error));
      // The connection is good for other requests once the rest has passed by.
      request.resume();
    };
    const stopWatching = watchPace(request, pace, () =>
      fail(new DomainError('request_timeout', `Less than ${pace.minBytes} bytes came in ${pace.everyMs} ms`)),
    );
    const onClose = (): void => {
      if (!request.complete) fail(new DomainError('bad_request', 'The body did not arrive whole'));
    };

    // The parser's types do not say so, but a part need not have a name.
    parser.on('file', (name: string | undefined, stream, { mimeType }) => {
      // Whoever is refused already, or will be, is read to the end of what has come.
      stream.on('error', () => undefined);
      if (name !== field || declared !== undefined) {
        stream.resume();
        return fail(name === field ? DomainError.invalid(pointerTo(name), 'must be one file') : unknown(name));
      }
      declared = mimeType;
      stream.on('limit', () => fail(tooLarge()));
      stream.on('data', (part: Buffer) => {
        try {
          onBytes(part.length);
          parts.push(part);
        } catch (error) {
          fail(error as Error);
        }
      });
    });
    parser.on('field', (name: string | undefined) =>
      fail(name === field ? DomainError.invalid(pointerTo(name), 'must be a file') : unknown(name)),
    );
    for (const limit of ['partsLimit', 'filesLimit', 'fieldsLimit'] as const) {
      parser.on(limit, () => fail(DomainError.invalid(pointerTo(field), 'must be one file, and the only part')));
    }
    parser.on('error', () => fail(malformed()));
    parser.on('close', () => {
      end(() => {
        if (declared !== undefined) resolve({ bytes: Buffer.concat(parts), declared });
        else reject(DomainError.invalid(pointerTo(field), 'is missing'));
      });
    });
    request.on('close', onClose);
    request.pipe(parser);
  });
}

/** Tells once when less comes than must. @returns ends it */
function watchPace(request: IncomingMessage, { everyMs, minBytes }: Pace, onSlow: () => void): () => void {
  let bytes = 0;
  const onData = (part: Buffer): void => void (bytes += part.length);
  let judging: NodeJS.Immediate | undefined;
  const timer = setInterval(() => {
    // Timers come first after a busy moment: what has arrived meanwhile is read before it is judged.
    judging = setImmediate(() => {
      if (bytes < minBytes) {
        stop();
        onSlow();
      }
      bytes = 0;
    });
  }, everyMs);
  const stop = (): void => {
    clearInterval(timer);
    clearImmediate(judging);
    request.off('data', onData);
  };
  request.on('data', onData);
  return stop;
}

function openParser(request: IncomingMessage, maxBytes: number): busboy.Busboy | undefined {
  try {
    // One more than may be of everything: what reaches its limit is too much, and is told by its name.
    const limits = { files: 2, fields: 1, parts: 3, fileSize: maxBytes + 1, fieldSize: 1, headerPairs: 20 };
    return busboy({ headers: request.headers, limits, defParamCharset: 'utf8' });
  } catch {
    return undefined;
  }
}
