import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Broadcaster } from './delivery/broadcaster.js';
import { Door } from './delivery/door.js';
import { LiveSockets } from './delivery/live-sockets.js';
import { Readiness } from './health/readiness.js';
import { JobRunner } from './jobs/job-runner.js';

const logger = new Logger('Stop');

/** Clients of a node that stops come back spread over this time, in milliseconds; until then they are served. */
const reconnectWithinMs = 3_000;

/** What was begun, the running commits above all, is waited for so long, in milliseconds. */
const finishWithinMs = 2_000;

/** The last answers, and the farewell, are given so long to leave, in milliseconds. */
const flushWithinMs = 1_000;

/** Whatever still hangs then is cut by the end of the process. */
const closeWithinMs = 1_500;

/**
 * Stops serving in order, within 8 s: not ready any more; clients are asked to go elsewhere, each at its own moment, and
 * served until then; nothing new is taken on; what was begun is finished and answered; only then are the sockets closed.
 */
export async function stopServing(app: NestExpressApplication): Promise<void> {
  const find = <T>(type: new (...given: never[]) => T): T => app.get(type, { strict: false });
  const [door, sockets] = [find(Door), find(LiveSockets)];
  logger.log('stopping: clients are asked to go elsewhere');
  find(Readiness).drain();
  door.drain();
  find(Broadcaster).drain(reconnectWithinMs);
  // Beside the clients' leaving: what requests ask for from now on is done by the next to come.
  const jobs = find(JobRunner).stop(finishWithinMs);
  await sockets.gone(reconnectWithinMs);
  await door.close(finishWithinMs);
  await sockets.close(flushWithinMs);
  // They need the connections that are let go of now.
  await jobs;
  const closed = app.close();
  // Connections that are kept alive, or whose request never ends, would hold it up.
  app.getHttpServer().closeAllConnections();
  await Promise.race([closed, delay(closeWithinMs, undefined, { ref: false })]);
  logger.log('stopped');
}
