/**
 * Most connections of one network that may be open without having said who they are. So many come back at once through
 * one office's address, or through a proxy that is not trusted to tell theirs; each is closed within ten seconds.
 */
const maxArriving = 5_000;

/** Counts the connections that have not been let in yet, by network. */
export class Arrivals {
  private readonly counts = new Map<string, number>();

  constructor(private readonly max = maxArriving) {}

  /** @returns ends it, once the connection was let in or has gone; harmless when called twice */
  begin(network: string): () => void {
    this.counts.set(network, (this.counts.get(network) ?? 0) + 1);
    let isCounted = true;
    return () => {
      if (!isCounted) return;
      isCounted = false;
      const left = (this.counts.get(network) ?? 1) - 1;
      if (left > 0) this.counts.set(network, left);
      else this.counts.delete(network);
    };
  }

  /** Whether one more of this network is not too many. */
  mayBegin(network: string): boolean {
    return (this.counts.get(network) ?? 0) < this.max;
  }
}
