import type { SinkMood } from '../../api/test/support/mail-sink.js';
import { pause, until } from '../clock.js';
import type { Random } from '../random.js';
import { AccountHolders } from './account-holders.js';
import type { Fault, Scene } from './fault.js';

/** How often somebody does something that a mail follows, in milliseconds. */
const everyMs = 400;

/** How long a trouble goes on at most until a mail meets it, in milliseconds: all that brings mails may be busy with the last. */
const meetWithinMs = 10_000;

/** How long mails may take to arrive once the server takes them again, in milliseconds. */
const arriveWithinMs = 45_000;

/**
 * The troubles of the mail server, each with its share of the time. A node waits 10 s for a greeting and 15 s for an
 * answer: in a run of a minute some wait as long, in a shorter one, and at the end of each trouble, they are cut.
 */
const troubles: Readonly<Record<Exclude<SinkMood, 'takes'> | 'is gone', number>> = {
  'is gone': 1,
  unavailable: 1,
  refuses: 1,
  'takes and drops': 1,
  'is silent': 2.5,
  hangs: 3.5,
};

/**
 * The mail server is in one trouble after the other, while people make accounts, forget passwords, and change and remove
 * their addresses.
 *
 * A mail that was not taken is brought again after pauses that grow by the factor e, for a day: after a minute of this,
 * some wait for many minutes more. So that a run sees them arrive, it does what an operator would who is tired of waiting:
 * it asks the queue, by its own `reschedule_jobs`, to do at once what is to be done later.
 */
export const mailDown: Fault = {
  id: 'F23',
  title: 'Mail down',
  nodes: 1,
  hasMailServer: true,
  causes: { mails: 100, troubles: 5 },
  async inject(scene, random, signal) {
    const endsAt = Date.now() + scene.seconds * 1_000;
    const holders = new AccountHolders(scene);
    await holders.settle(everyMs);
    const over = new AbortController();
    const busy = keepBusy(holders, random, over.signal);
    await trouble(scene, holders, random, endsAt - Date.now(), signal).finally(() => over.abort());
    await busy;
    await holders.answered();
    await allMailsOut(scene);
    await holders.followLinks();
    // A confirmed address is told to the one before.
    await allMailsOut(scene);
    holders.leave();
  },
};

async function keepBusy(holders: AccountHolders, random: Random, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    holders.doSomething(random);
    await pause(everyMs, signal);
  }
}

/** Puts the mail server through all of its troubles, in any order, and then has it take everything. */
async function trouble(
  { mailServer }: Scene,
  holders: AccountHolders,
  random: Random,
  ms: number,
  signal: AbortSignal,
): Promise<void> {
  if (!mailServer) throw new Error('there is no mail server');
  const shares = Object.values(troubles).reduce((sum, share) => sum + share, 0);
  const left = new Set(Object.keys(troubles) as (keyof typeof troubles)[]);
  while (left.size > 0) {
    const mood = random.pick([...left]);
    left.delete(mood);
    if (mood === 'is gone') mailServer.deafen();
    else mailServer.mood = mood;
    await pause((ms * troubles[mood]) / shares, signal);
    if (mood === 'is gone') await mailServer.listen();
    else await until('a mail meets it', () => holders.hasMet(mood), meetWithinMs).catch(() => undefined);
    mailServer.cutHanging();
  }
  mailServer.mood = 'takes';
}

/** Has the queue do at once what it put off, until nothing is left of it or it took too long, which the checker sees. */
async function allMailsOut({ admin }: Scene): Promise<void> {
  const deadline = Date.now() + arriveWithinMs;
  while (Date.now() < deadline) {
    const client = await admin();
    const { rows } = await client.query<{ id: string }>('SELECT id FROM graphile_worker.jobs');
    if (rows.length === 0) return;
    await client.query(
      `SELECT graphile_worker.reschedule_jobs(array_agg(id), now())
         FROM graphile_worker.jobs WHERE locked_at IS NULL AND run_at > now()`,
    );
    await pause(500);
  }
}
