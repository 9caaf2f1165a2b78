/**
 * Where a file of boxes ends (AVIF, and films), that begins at `from`: each box has its length and a name of four letters.
 * @returns the end of the bytes, which its last box reaches exactly; `undefined` = it does not
 */
export function boxesEnd(bytes: Buffer, from = 0): number | undefined {
  let at = from;
  while (at < bytes.length) {
    if (at + 8 > bytes.length || !/^[\x20-\x7e\xa9]{4}$/.test(bytes.toString('latin1', at + 4, at + 8)))
      return undefined;
    const length = bytes.readUInt32BE(at);
    // 0 = up to the end; 1 = a longer number follows.
    if (length === 0) return bytes.length;
    if (length === 1 && at + 16 > bytes.length) return undefined;
    const bytesLong = length === 1 ? Number(bytes.readBigUInt64BE(at + 8)) : length;
    if (bytesLong < 8) return undefined;
    at += bytesLong;
  }
  return at === bytes.length ? at : undefined;
}
