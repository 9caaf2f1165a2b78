import { codePoints } from '../common/schema/text.js';
import type { MessageDelta } from '../messages/stream.schema.js';

/**
 * What can be told in one piece of what a message grew by: from the earliest part on, as far as the parts follow each other.
 * @param parts of one message, in any order; one at least
 * @returns the piece, and the parts that lie beyond a gap
 */
export function firstRun(parts: readonly MessageDelta[]): { delta: MessageDelta; rest: MessageDelta[] } {
  const [first, ...others] = parts.toSorted((a, b) => a.offset - b.offset);
  if (!first) throw new Error('nothing has grown');
  const pieces = [first.delta];
  let end = first.offset + codePoints(first.delta);
  let taken = 0;
  for (const { offset, delta } of others) {
    if (offset !== end) break;
    pieces.push(delta);
    end += codePoints(delta);
    taken += 1;
  }
  return { delta: { ...first, delta: pieces.join('') }, rest: others.slice(taken) };
}
