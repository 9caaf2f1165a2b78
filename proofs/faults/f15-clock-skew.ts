import type { Session } from '../../sdk/src/contract/index.js';
import { createTokenSigner } from '../../sdk/src/server/index.js';
import { pause } from '../clock.js';
import { rest } from '../rest.js';
import type { ApiNode } from '../supervisor/api-node.js';
import type { TenantSpec } from '../clients/protocol.js';
import type { Fault, Scene } from './fault.js';

const [second, minute, day] = [1_000, 60_000, 24 * 3_600_000];

const clockShiftsMs = [5 * minute, -5 * minute];

/** How far a tenant's clock is from the node's, and what its tokens are answered with: half a minute is forgiven, not more. */
const skews = [30 * second, 90 * second, 5 * minute, day].flatMap((ms) => [
  { skewMs: ms, expected: ms < minute ? '200 ' : '401 invalid_token' },
  { skewMs: -ms, expected: ms < minute ? '200 ' : '401 token_expired' },
]);

/** The clocks of the nodes are ten minutes apart, and clients are cut now and then; nothing else is wrong. */
export const clockSkew: Fault = {
  id: 'F15',
  title: 'Clock skew',
  nodes: 2,
  clockShiftsMs,
  causes: { reconnects: 50 },
  async inject(scene, random, signal) {
    do {
      for (const [at, node] of scene.nodes.entries()) {
        for (const tenant of scene.tenants) await tryTokens(scene, node, tenant, clockShiftsMs[at] ?? 0);
      }
      for (const proxy of scene.clientProxies) {
        for (const connection of proxy.connections) if (random.chance(0.3)) connection.reset();
      }
      await pause(random.between(2_000, 5_000), signal);
    } while (!signal.aborted);
  },
};

/** Shows a node tokens of clocks that are off from its own, each as short as it may be. */
async function tryTokens(scene: Scene, node: ApiNode, tenant: TenantSpec, clockShiftMs: number): Promise<void> {
  const key = tenant.publicKey;
  for (const { skewMs, expected } of skews) {
    const now = (): number => Date.now() + clockShiftMs + skewMs;
    const sign = createTokenSigner(tenant.signingKey, { now });
    const token = sign({ sub: 'skewed', iat: Math.floor(now() / second) }, { expiresInMs: second });
    const { status, code, body } = await rest<Session>(node.url, 'POST', '/auth/exchange', { key, body: { token } });
    if (`${status} ${code}` !== expected) {
      scene.broken(node.name, `a token of a clock ${skewMs} ms off was answered with ${status} ${code}`);
    }
    if (status === 200) await trySession(scene, node, body.accessToken, clockShiftMs);
  }
}

/** What a node hands out is good there, and of the time that we think it has: else nothing was tried. */
async function trySession(scene: Scene, node: ApiNode, bearer: string, clockShiftMs: number): Promise<void> {
  const { iat } = JSON.parse(Buffer.from(bearer.split('.')[1] ?? '', 'base64url').toString()) as { iat: number };
  const offMs = iat * second - Date.now();
  if (Math.abs(offMs - clockShiftMs) > 30 * second) scene.broken(node.name, `its clock is ${offMs} ms off`);
  const { status, code } = await rest(node.url, 'GET', '/me', { bearer });
  if (status !== 200) scene.broken(node.name, `a session that it opened was refused with ${status} ${code}`);
}
