import type { Evidence, FoundEvidence } from './report.schema.js';

/** Most of the evidence of one report beside the message itself, in bytes of JSON. */
const evidenceBytes = 256 * 1024;

/**
 * Evidence of bounded size: the message, then the texts that it had before, the latest first, then its neighbours, the nearest first.
 * Each list ends before the first that does not fit, so that none has a hole.
 */
export function boundedEvidence(all: FoundEvidence, most = evidenceBytes): Evidence {
  let left = most;
  let isWhole = true;
  const fitting = <Item>(items: readonly Item[]): Item[] => {
    const taken: Item[] = [];
    for (const item of items) {
      const bytes = Buffer.byteLength(JSON.stringify(item));
      if (bytes > left) {
        isWhole = false;
        break;
      }
      left -= bytes;
      taken.push(item);
    }
    return taken;
  };
  const versions = fitting(all.versions);
  const before = fitting(all.before.toReversed()).reverse();
  const after = fitting(all.after);
  return { ...all, versions, before, after, isWhole };
}
