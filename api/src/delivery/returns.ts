/** From which share of those answered on it is worth waiting for them. */
const worthwhile = 0.5;
/** How much of the share the last batch decides: some ten batches are remembered. */
const weight = 0.1;
/** What is added to the share for each batch that waited for nobody: in a hundred batches at most it is tried again. */
const hope = 0.005;

/** Whether those who were answered send again at once, as learnt from batch to batch. */
export class Returns {
  private share = 1;

  /** Whether most of them do; where not, nobody waits for the next batch's senders, and it is thought a little better of them. */
  areLikely(): boolean {
    if (this.share >= worthwhile) return true;
    this.share += hope;
    return false;
  }

  /** Takes in how many of those answered sent again while they were waited for. */
  learn(returned: number, answered: number): void {
    this.share += (Math.min(1, returned / answered) - this.share) * weight;
  }
}
