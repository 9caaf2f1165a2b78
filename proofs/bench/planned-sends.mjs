const drainMs = 20_000;

/** The figure below which that share of the sorted values lies. */
export const quantile = (sorted, share) => Number((sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(2));

/**
 * Sends at planned moments, whether or not those before were answered. Times count from the moment that was planned, so
 * that a stall is seen by all that it held up.
 */
export class PlannedSends {
  /** Milliseconds from the plan to the acknowledgement. */
  acks = [];
  /** Milliseconds from the plan to the arrival at a reader that was asked to look. */
  deliveries = [];
  refused = 0;
  #planned = new Map();
  #sent = 0;
  #isRunning = true;
  #done;

  /**
   * @param {readonly { socket: import('./live-socket.mjs').LiveSocket, roomId: string }[]} senders take turns
   * @param {number} rate sends a second, of all of them
   */
  constructor(senders, rate) {
    const start = performance.now();
    const run = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
    this.#done = (async () => {
      while (this.#isRunning) {
        const due = Math.floor(((performance.now() - start) / 1_000) * rate);
        for (; this.#sent < due; this.#sent += 1) {
          this.#send(senders[this.#sent % senders.length], `${run}-${this.#sent}`, start + (this.#sent / rate) * 1_000);
        }
        await new Promise((again) => setTimeout(again, 1));
      }
    })();
  }

  /** Takes the bytes of a frame that a reader got. */
  look = (bytes) => {
    const [, { messages }] = JSON.parse(bytes.toString().slice(2));
    for (const { clientId } of messages) {
      const planned = this.#planned.get(clientId);
      if (planned !== undefined) this.deliveries.push(performance.now() - planned);
    }
  };

  /** Sends no more, and waits for the answers. @returns how many did not come */
  async stop() {
    this.#isRunning = false;
    await this.#done;
    const deadline = performance.now() + drainMs;
    while (this.acks.length + this.refused < this.#sent && performance.now() < deadline) {
      await new Promise((again) => setTimeout(again, 10));
    }
    this.acks.sort((a, b) => a - b);
    this.deliveries.sort((a, b) => a - b);
    return this.#sent - this.acks.length - this.refused;
  }

  #send({ socket, roomId }, clientId, planned) {
    this.#planned.set(clientId, planned);
    void socket.command('message:send', { roomId, clientId, text: 'x'.repeat(100) }).then(({ ok }) => {
      if (ok) this.acks.push(performance.now() - planned);
      else this.refused += 1;
    });
  }
}
