import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { now, pause } from './clock.js';
import type { TenantSpec } from './clients/protocol.js';
import { Recorder } from './clients/recorder.js';
import { faults } from './faults/index.js';
import type { Fault, Scene } from './faults/fault.js';
import type { Nanoseconds, Run } from './history/events.js';
import { type Actor, castOf, type Load, usualLoad } from './plan.js';
import { createRandom } from './random.js';
import { type HealthNote } from './supervisor/api-node.js';
import { converged } from './supervisor/convergence.js';
import { dumpTo } from './supervisor/proof-log.js';
import { makeTenants, seatInPrivateRooms } from './supervisor/tenants.js';
import { bundleWorker } from './supervisor/worker-bundle.js';
import { WorkerProcess } from './supervisor/worker-process.js';
import { makeWorld, type World } from './supervisor/world.js';

/** Which run to make. */
export interface RunOptions {
  /** The built project under test. */
  readonly root: string;
  /** `F1`. */
  readonly fault: string;
  readonly seed: number;
  /** How long the fault lasts. */
  readonly seconds: number;
  /** Where run.json, the histories and log.ndjson go. */
  readonly outDir: string;
  /** Nodes of the server; the fault's own number when left out. */
  readonly nodes?: number;
  /** Ends the run early: it rejects, and everything it started is gone. */
  readonly signal?: AbortSignal;
}

const convergeWithinMs = 10_000;
/** PROOFS' least numbers of a fault of a minute; of changes of messages a third of what is planned. */
const least = {
  okSends: 1_000,
  okEdits: 80,
  okDeletions: 40,
  okReactions: 80,
  bans: 5,
  reconnects: 0,
  gaps: 0,
  infos: 0,
};

/** Makes one run: the server, its clients and a fault; what all of them saw is in `outDir` afterwards. */
export async function runFault(options: RunOptions): Promise<void> {
  const { seed, seconds, outDir, signal } = options;
  const fault = faults.find(({ id }) => id === options.fault);
  if (!fault) throw new Error(`there is no fault ${options.fault}`);
  const root = realpathSync(options.root);
  const nodes = options.nodes ?? fault.nodes;
  const load = { ...usualLoad, ...fault.load };
  mkdirSync(outDir, { recursive: true });
  const health: HealthNote[] = [];
  const startedAt = now();
  const bundle = await bundleWorker(root);
  const { isEmbedded = false, hasMailServer, clockShiftsMs } = fault;
  const note = (one: HealthNote): void => void health.push(one);
  const world = await makeWorld({ root, nodes, isEmbedded, hasMailServer, clockShiftsMs, logDir: outDir, note });
  const workers: WorkerProcess[] = [];
  const recorder = new Recorder('fault', join(outDir, 'history-fault.ndjson'));
  try {
    const cast = castOf(load, nodes);
    const tenants = await makeTenants(world.nodes[0]?.url ?? '');
    workers.push(...startWorkers(bundle, { seed, outDir, cast, tenants, world, clockShiftsMs }));
    const answers = await Promise.all(workers.map((worker) => worker.ask('signIn')));
    const userIds = Object.fromEntries(answers.flatMap((answer) => Object.entries(answer)));
    await seatInPrivateRooms(world.nodes[0]?.url ?? '', tenants, cast, userIds);
    await Promise.all(workers.map((worker) => worker.ask('open', userIds)));
    const broken = (node: string, detail: string): void => void health.push({ node, what: 'broken-promise', detail });
    const record: Scene['record'] = (event) => recorder.write(event);
    const scene: Scene = { ...world, tenants, seconds, broken, record };
    const times = await strike({ fault, scene, workers, load, seed, signal });
    const withinMs = fault.convergeWithinMs ?? convergeWithinMs;
    await converged(workers, await world.admin(), withinMs);
    await Promise.all(workers.map((worker) => worker.ask('digest')));
    await Promise.all(workers.map((worker) => worker.ask('close')));
    await Promise.all(workers.map((worker) => worker.done()));
    await recorder.close();
    await dumpTo(join(outDir, 'log.ndjson'), await world.admin());
    const run: Run = {
      seed,
      fault: fault.id,
      nodes,
      startedAt,
      ...times,
      endedAt: now(),
      convergeWithinMs: withinMs,
      atLeast: scaled({ ...least, ...fault.causes }, seconds / 60),
      refusals: fault.refusals,
      health,
    };
    writeFileSync(join(outDir, 'run.json'), `${JSON.stringify(run, null, 2)}\n`);
  } finally {
    await Promise.all(workers.map((worker) => worker.stop()));
    await world.stop();
  }
}

/** Loads, breaks, heals. */
async function strike(given: {
  fault: Fault;
  scene: Scene;
  workers: readonly WorkerProcess[];
  load: Load;
  seed: number;
  signal: AbortSignal | undefined;
}): Promise<{ faultFrom: Nanoseconds; healedAt: Nanoseconds }> {
  const { fault, scene, workers, load, seed, signal } = given;
  const { seconds } = scene;
  const calmSeconds = Math.min(5, seconds / 4);
  await Promise.all(workers.map((worker) => worker.ask('begin', load, calmSeconds + seconds)));
  await pause(calmSeconds * 1_000, signal);
  signal?.throwIfAborted();
  const faultFrom = now();
  const over = AbortSignal.timeout(seconds * 1_000);
  await fault.inject(scene, createRandom(seed).fork(fault.id), signal ? AbortSignal.any([over, signal]) : over);
  signal?.throwIfAborted();
  return { faultFrom, healedAt: now() };
}

function startWorkers(
  bundle: string,
  given: {
    seed: number;
    outDir: string;
    cast: readonly Actor[];
    tenants: readonly TenantSpec[];
    world: World;
    clockShiftsMs: readonly number[] | undefined;
  },
): WorkerProcess[] {
  const { seed, outDir, cast, tenants, world, clockShiftsMs } = given;
  const nodeUrls = world.clientProxies.map(({ port }) => `http://127.0.0.1:${port}`);
  const sdk = cast.filter(({ kind }) => kind === 'sdk');
  const groups = {
    'sdk-a': sdk.filter((_, at) => at % 2 === 0),
    'sdk-b': sdk.filter((_, at) => at % 2 === 1),
    wire: cast.filter(({ kind }) => kind !== 'sdk'),
  };
  return Object.entries(groups).map(([proc, group]) => {
    const historyFile = join(outDir, `history-${proc}.ndjson`);
    const own = group.map(({ name }) => name);
    const databaseUrl = world.postgres.url;
    const spec = { proc, historyFile, databaseUrl, seed, cast, own, tenants, nodeUrls, clockShiftsMs };
    return new WorkerProcess(bundle, spec, join(outDir, `clients-${proc}.log`));
  });
}

/** A shorter run has its share of everything; it meets as many kinds of trouble. */
const scaled = ({ troubles = 0, ...counts }: Run['atLeast'], share: number): Run['atLeast'] => {
  const shares = Object.entries(counts).map(([name, count]) => [name, Math.floor(count * share)]);
  return { ...(Object.fromEntries(shares) as typeof counts), troubles };
};
