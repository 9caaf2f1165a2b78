import type { RoomAddress } from '@parley/sdk';

const form = /^#([\w-]{1,64})\/([1-9]\d{0,8})$/;
const id = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

/** The room and message that the end of an address names, `#room/seq` with the room's slug or id; null when it is no such end. */
export function messageAddress(hash: string): { readonly at: RoomAddress; readonly seq: number } | null {
  const [, room = '', seq] = form.exec(hash) ?? [];
  if (seq === undefined) return null;
  return { at: id.test(room) ? { id: room } : { slug: room }, seq: Number(seq) };
}
