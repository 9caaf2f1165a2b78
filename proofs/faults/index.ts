import { apiKilled } from './f01-api-killed.js';
import { connectionCuts } from './f09-connection-cuts.js';
import { duplicateSends } from './f16-duplicate-sends.js';
import type { Fault } from './fault.js';

/** Every fault whose parts exist, in the order of docs/proofs.md. */
export const faults: readonly Fault[] = [apiKilled, connectionCuts, duplicateSends];
