/** A process of clients. Its argument is a {@link WorkerSpec}; it answers the supervisor's questions until told to close. */
import { type Load, type PlannedOperation, planLoad } from '../plan.js';
import { createRandom } from '../random.js';
import type { Client, Surroundings } from './client.js';
import { Moderator } from './moderator.js';
import { Probe } from './probe.js';
import type { Answered, Asked, Questions, WorkerSpec } from './protocol.js';
import { RawUser } from './raw-user.js';
import { Recorder } from './recorder.js';
import { RestWriter } from './rest-writer.js';
import { SdkClient } from './sdk-client.js';

const kinds = { sdk: SdkClient, raw: RawUser, rest: RestWriter, moderator: Moderator };

/** Clients that sign in or open their rooms at the same time. */
const atOnce = 8;

const spec = JSON.parse(process.argv[2] ?? '') as WorkerSpec;
const surroundings: Surroundings = {
  recorder: new Recorder(spec.proc, spec.historyFile),
  probe: new Probe(spec.databaseUrl),
  random: createRandom(spec.seed).fork(spec.proc),
  tenants: spec.tenants,
  nodeUrls: spec.nodeUrls,
  clockShiftsMs: spec.clockShiftsMs,
};
const clients = new Map<string, Client>(
  spec.cast
    .filter(({ name }) => spec.own.includes(name))
    .map((actor) => [actor.name, new kinds[actor.kind](actor, surroundings)]),
);
const timers: NodeJS.Timeout[] = [];

async function forAll<T>(act: (client: Client) => Promise<T>): Promise<Record<string, T>> {
  const results: Record<string, T> = {};
  const waiting = clients.entries();
  const work = async (): Promise<void> => {
    for (const [name, client] of waiting) results[name] = await act(client);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return results;
}

const questions: Questions = {
  signIn: () => forAll((client) => client.signIn()),
  async open(userIds) {
    await forAll((client) => client.open(userIds));
  },
  async begin(load: Load, seconds: number) {
    const due = (operation: PlannedOperation) => () => clients.get(operation.actor)?.perform(operation);
    for (const operation of planLoad(spec.seed, seconds, load, spec.cast)) {
      if (spec.own.includes(operation.actor)) timers.push(setTimeout(due(operation), operation.atMs));
    }
  },
  async unsettled() {
    for (const timer of timers) clearTimeout(timer);
    return [...clients.values()].reduce((sum, client) => sum + client.unsettled, 0);
  },
  standings: async () => [...clients.values()].flatMap((client) => client.standings()),
  async digest() {
    await forAll(async (client) => client.digest());
  },
  async close() {
    await forAll((client) => client.close());
    await surroundings.probe.close();
    await surroundings.recorder.close();
  },
};

process.on('message', ({ id, name, args }: Asked) => {
  const answer = (answered: Answered): void => void process.send?.(answered);
  (questions[name] as (...given: unknown[]) => Promise<unknown>)(...args)
    .then(
      (result) => answer({ id, result }),
      (error: Error) => answer({ id, error: error.stack ?? error.message }),
    )
    .finally(() => {
      if (name === 'close') process.disconnect();
    });
});
// Whoever asked is gone.
process.on('disconnect', () => process.exit(0));
