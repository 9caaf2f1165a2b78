import { apiKilled, apiKilledEmbedded } from './f01-api-killed.js';
import { apiFrozen } from './f02-api-frozen.js';
import { postgresKilled } from './f03-postgres-killed.js';
import { backendKilled } from './f04-backend-killed.js';
import { databaseHalfOpen } from './f05-database-half-open.js';
import { locks } from './f06-locks.js';
import { redisGone } from './f07-redis-gone.js';
import { redisForgets } from './f08-redis-forgets.js';
import { connectionCuts } from './f09-connection-cuts.js';
import { delay } from './f10-delay.js';
import { truncation } from './f11-truncation.js';
import { halfOpenDown } from './f12-half-open-down.js';
import { halfOpenUp } from './f13-half-open-up.js';
import { slowReaders } from './f14-slow-readers.js';
import { clockSkew } from './f15-clock-skew.js';
import { duplicateSends } from './f16-duplicate-sends.js';
import { lostAcks } from './f17-lost-acks.js';
import { reconnectStorm } from './f18-reconnect-storm.js';
import { rollingRestart } from './f19-rolling-restart.js';
import { mailDown } from './f23-mail-down.js';
import { lostFrames } from './f25-lost-frames.js';
import type { Fault } from './fault.js';

/** Every fault whose parts exist, in the order of docs/proofs.md. */
export const faults: readonly Fault[] = [
  apiKilled,
  apiKilledEmbedded,
  apiFrozen,
  postgresKilled,
  backendKilled,
  databaseHalfOpen,
  locks,
  redisGone,
  redisForgets,
  connectionCuts,
  delay,
  truncation,
  halfOpenDown,
  halfOpenUp,
  slowReaders,
  clockSkew,
  duplicateSends,
  lostAcks,
  reconnectStorm,
  rollingRestart,
  mailDown,
  lostFrames,
];
