import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { SlowReaders } from './slow-readers.js';
import type { Connection } from './transports.js';

const mib = 1024 * 1024;

/** A websocket of which so much waits as a test says. */
class Reader {
  isCut = false;
  readonly raw = { bytesWritten: 0, writableLength: 0 };
  readonly connection: Connection;

  constructor() {
    const websocket = { bufferedAmount: 0, _socket: this.raw, terminate: () => (this.isCut = true) };
    Object.defineProperty(websocket, 'bufferedAmount', { get: () => this.raw.writableLength });
    this.connection = { writeBuffer: [], transport: { socket: websocket } } as unknown as Connection;
  }

  /** Has bytes to send, and sends some. */
  turn(given: number, sent: number): void {
    this.raw.bytesWritten += given;
    this.raw.writableLength += given - sent;
  }
}

let slowReaders: SlowReaders;
let reader: Reader;
let nowMs: number;
beforeEach(() => {
  jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
  slowReaders = new SlowReaders();
  reader = new Reader();
  nowMs = 0;
});
afterEach(() => {
  jest.restoreAllMocks();
});

/** One second of a connection. @returns whether it was cut at the end of it */
function second(given: number, sent: number): boolean {
  reader.turn(given, sent);
  slowReaders.look([reader.connection], (nowMs += 1_000));
  return reader.isCut;
}

describe('a slow reader', () => {
  it('is left to take a large answer, however slowly', () => {
    expect(second(3 * mib, 0.1 * mib)).toBe(false);
    for (let n = 0; n < 29; n += 1) expect(second(0, 0.1 * mib)).toBe(false);
  });

  it('may take an answer while frames come that it keeps up with', () => {
    expect(second(2 * mib, 0.2 * mib)).toBe(false);
    for (let n = 0; n < 10; n += 1) expect(second(0.1 * mib, 0.2 * mib)).toBe(false);
  });

  it('is cut when what waits becomes more and more', () => {
    const isCut = Array.from({ length: 6 }, () => second(0.5 * mib, 0.1 * mib));
    expect(isCut).toEqual([false, false, false, true, true, true]);
  });

  it('is cut when nothing of a large answer moves', () => {
    expect(second(2 * mib, 0)).toBe(false);
    expect(second(0, 0)).toBe(true);
  });

  it('is cut when nothing of a little moves for ten seconds', () => {
    expect(second(100, 0)).toBe(false);
    for (let n = 0; n < 9; n += 1) expect(second(10, 0)).toBe(false);
    expect(second(10, 0)).toBe(true);
  });

  it('is not waited for at all when as much waits as no answer has', () => {
    expect(second(9 * mib, 0)).toBe(true);
  });
});
