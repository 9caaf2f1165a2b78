interface Entry<Value> {
  readonly value: Promise<Value>;
  readonly staleAtMs: number;
}

/**
 * Remembers what was looked up for a moment. Callers that ask for the same key share one look-up; its answer is good for
 * `ttlMs` from when the look-up began, so it is never older than that. "Not there" is an answer too; a look-up that
 * failed is forgotten at once. Past `maxEntries` the oldest entries go.
 */
export class FreshCache<Value> {
  private readonly entries = new Map<string, Entry<Value>>();

  constructor(
    private readonly ttlMs: number,
    private readonly maxEntries: number,
  ) {}

  /** The answer for `key`: the one of the last `ttlMs`, or what `load` finds now. */
  get(key: string, load: () => Promise<Value>): Promise<Value> {
    const known = this.entries.get(key);
    const nowMs = performance.now();
    if (known && known.staleAtMs > nowMs) return known.value;
    const entry = { value: load(), staleAtMs: nowMs + this.ttlMs };
    // Deleted first, so that insertion order is the order of age.
    this.entries.delete(key);
    this.entries.set(key, entry);
    entry.value.catch(() => {
      if (this.entries.get(key) === entry) this.entries.delete(key);
    });
    if (this.entries.size > this.maxEntries) this.dropOldest();
    return entry.value;
  }

  /** Makes the next `get` look again; an answer that is still under way reaches only those who already wait for it. */
  forget(key: string): void {
    this.entries.delete(key);
  }

  private dropOldest(): void {
    for (const key of this.entries.keys()) {
      this.entries.delete(key);
      return;
    }
  }
}
