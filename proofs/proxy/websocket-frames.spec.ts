import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isChanges, isOpenAck, isMessageAck, WebsocketFrames } from './websocket-frames.js';

const head = Buffer.from('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n');

/** A text frame as servers send it. */
function frameOf(text: string): Buffer {
  const payload = Buffer.from(text);
  const size = payload.length;
  const start = size < 126 ? [0x81, size] : size < 65_536 ? [0x81, 126, size >> 8, size & 255] : undefined;
  if (start) return Buffer.concat([Buffer.from(start), payload]);
  const long = Buffer.alloc(10);
  long.writeUInt16BE(0x817f);
  long.writeBigUInt64BE(BigInt(size), 2);
  return Buffer.concat([long, payload]);
}

describe('frames of a websocket', () => {
  it('come out whole and in order, however the stream was cut into pieces', () => {
    const texts = fc.array(
      fc.integer({ min: 0, max: 70_000 }).map((length) => 'x'.repeat(length)),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(texts, fc.array(fc.integer({ min: 1, max: 3_000 }), { minLength: 20 }), (list, sizes) => {
        const sent = list.map(frameOf);
        let rest = Buffer.concat([head, ...sent]);
        const frames = new WebsocketFrames();
        const heads: Buffer[] = [];
        const taken: Buffer[] = [];
        for (let n = 0; rest.length > 0; n += 1) {
          const size = sizes[n % sizes.length] ?? 1;
          const { head: opened, frames: some } = frames.take(rest.subarray(0, size));
          rest = rest.subarray(size);
          if (opened) heads.push(opened);
          taken.push(...some);
        }
        expect(heads).toEqual([head]);
        expect(Buffer.concat(taken).equals(Buffer.concat(sent))).toBe(true);
        expect(taken.map(({ length }) => length)).toEqual(sent.map(({ length }) => length));
      }),
      { numRuns: 30 },
    );
  });

  it('are told apart by what they carry', () => {
    const kinds = (text: string) => [isMessageAck, isOpenAck, isChanges].map((is) => is(frameOf(text)));
    expect(kinds('4312[{"ok":true,"data":{"id":"0","roomId":"1"}}]')).toEqual([true, false, false]);
    expect(kinds(`437[{"ok":true,"data":{"room":${JSON.stringify('x'.repeat(500))}}}]`)).toEqual([false, true, false]);
    expect(kinds('42["changes",{"roomId":"1"}]')).toEqual([false, false, true]);
    expect(kinds('433[{"ok":true,"data":{"changes":[]}}]')).toEqual([false, false, false]);
    expect(kinds('2')).toEqual([false, false, false]);
  });
});
