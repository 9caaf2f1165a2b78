import { pause } from '../clock.js';
import type { ApiNode } from '../supervisor/api-node.js';
import type { Fault } from './fault.js';

const rounds = 10;
const stopWithinMs = 10_000;

export const rollingRestart: Fault = {
  id: 'F19',
  title: 'Rolling restart',
  nodes: 2,
  causes: { reconnects: 50 },
  refusals: ['unavailable'],
  async inject({ nodes, broken }, _random, signal) {
    for (let round = 0; round < rounds && !signal.aborted; round += 1) {
      for (const node of nodes) {
        if (signal.aborted) break;
        const begun = Date.now();
        const stopped = node.stop();
        if (!(await turnsUnready(node)))
          broken(node.name, 'it went away while its readiness still said that it is there');
        await stopped;
        const ms = Date.now() - begun;
        if (node.exitCode !== 0) broken(node.name, `a stop ended with ${node.exitCode}`);
        if (ms > stopWithinMs) broken(node.name, `a stop took ${ms} ms`);
        await node.start();
        await pause(500, signal);
      }
    }
    while (!signal.aborted) await pause(60_000, signal);
  },
};

/** Whether a balancer is told not to send anybody here before nobody is served any more. */
async function turnsUnready({ url }: ApiNode): Promise<boolean> {
  for (;;) {
    const status = await fetch(`${url}/health/ready`).then(
      (response) => response.status,
      () => 0,
    );
    if (status !== 200) return status === 503;
    await pause(10);
  }
}
