/**
 * Checks that every reader of a room got every message once and in order. All readers of a room get the same bytes, so a
 * frame is parsed once and then only compared: whoever gets other bytes is looked at closely.
 */
export class Readers {
  /** What was told, in order: the bytes and the seqs they carry. */
  #frames = [];
  /** Messages that reached a reader, summed over all of them. */
  delivered = 0;
  /** Messages that came twice, late or not at all before the next one. */
  broken = 0;

  /** @returns {(frame: Buffer) => void} takes the frames of one more reader */
  add() {
    let at = this.#frames.length;
    let lastSeq;
    return (bytes) => {
      const known = this.#frames[at];
      let seqs;
      if (known && known.bytes.equals(bytes)) seqs = known.seqs;
      else {
        const [, { messages }] = JSON.parse(bytes.toString().slice(2));
        seqs = messages.map(({ seq }) => seq);
        if (!known) this.#frames.push({ bytes: Buffer.from(bytes), seqs });
      }
      at += 1;
      this.delivered += seqs.length;
      for (const seq of seqs) {
        if (lastSeq !== undefined && seq !== lastSeq + 1) this.broken += 1;
        lastSeq = seq;
      }
    };
  }
}
