const headEnd = '\r\n\r\n';

/** Takes whole frames out of what a server sends over a connection that becomes a websocket. */
export class WebsocketFrames {
  private rest: Buffer = Buffer.alloc(0);
  private isOpen = false;

  /** @returns the HTTP head, once it is whole, and the frames that these bytes made whole, as they came (RFC 6455, 5.2) */
  take(bytes: Buffer): { head: Buffer | undefined; frames: Buffer[] } {
    this.rest = this.rest.length === 0 ? bytes : Buffer.concat([this.rest, bytes]);
    let head: Buffer | undefined;
    if (!this.isOpen) {
      const end = this.rest.indexOf(headEnd);
      if (end < 0) return { head, frames: [] };
      head = this.cut(end + headEnd.length);
      this.isOpen = true;
    }
    const frames: Buffer[] = [];
    for (let length = wholeLength(this.rest); length > 0; length = wholeLength(this.rest)) {
      frames.push(this.cut(length));
    }
    return { head, frames };
  }

  private cut(length: number): Buffer {
    const part = this.rest.subarray(0, length);
    this.rest = this.rest.subarray(length);
    return part;
  }
}

/** Length of the first frame, or 0 while it is not whole. Servers do not mask. */
function wholeLength(bytes: Buffer): number {
  if (bytes.length < 2) return 0;
  const short = (bytes[1] ?? 0) & 0x7f;
  const headBytes = headBytesOf(short);
  if (bytes.length < headBytes) return 0;
  const payload = short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short;
  return bytes.length < headBytes + payload ? 0 : headBytes + payload;
}

const headBytesOf = (short: number): number => (short === 126 ? 4 : short === 127 ? 10 : 2);

/** The beginning of a frame that a server sent, as text. */
function startOf(frame: Buffer): string {
  const headBytes = headBytesOf((frame[1] ?? 0) & 0x7f);
  return frame.toString('latin1', headBytes, headBytes + 64);
}

/** Whether a frame carries Socket.IO's acknowledgement of a message that was sent or changed, and no other answer. */
export const isMessageAck = (frame: Buffer): boolean => /^43\d+\[\{"ok":true,"data":\{"id":"/.test(startOf(frame));

/** Whether a frame carries the answer to `room:open`. */
export const isOpenAck = (frame: Buffer): boolean => /^43\d+\[\{"ok":true,"data":\{"room":/.test(startOf(frame));

/** Whether a frame carries changes of a room. */
export const isChanges = (frame: Buffer): boolean => startOf(frame).startsWith('42["changes"');
