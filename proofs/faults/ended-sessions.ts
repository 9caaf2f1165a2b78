import type { Session } from '../../sdk/src/contract/index.js';
import { pause } from '../clock.js';
import { must } from '../rest.js';
import type { TenantSpec } from '../clients/protocol.js';
import type { Scene } from './fault.js';
import { plainSocket } from './plain-socket.js';

const password = 'seven brass trombones';

/** How one session ends by what is done on the first node: with its own token, or with that of the person's other one. */
const ways: Readonly<Record<string, (url: string, tokens: { own: string; other: string }) => Promise<unknown>>> = {
  'signing out': (url, { own }) => must(url, 'POST', '/auth/logout', { bearer: own }),
  'a change of the password': (url, { other }) =>
    must(url, 'PUT', '/me/password', {
      bearer: other,
      body: { currentPassword: password, newPassword: `${password} and a drum` },
    }),
};

let people = 0;

/**
 * Ends sessions on the first node whose sockets are on the second one, in each way once.
 * @param withinMs how long after the answer a socket may still be there
 */
export async function endSessionsElsewhere(scene: Scene, withinMs: number): Promise<void> {
  await Promise.all(Object.keys(ways).map((way) => endOne(scene, way, withinMs)));
}

async function endOne({ nodes, tenants, broken }: Scene, way: string, withinMs: number): Promise<void> {
  const [here, there] = nodes;
  const [tenant] = tenants;
  if (!here || !there || !tenant) throw new Error('it takes two nodes');
  const tokens = await somebody(here.url, tenant);
  const socket = await plainSocket(there.url, tenant.publicKey, tokens.own);
  try {
    const gone = new Promise<true>((resolve) => socket.once('disconnect', () => resolve(true)));
    await ways[way]?.(here.url, tokens);
    if (await Promise.race([gone, pause(withinMs)])) return;
    broken(there.name, `${withinMs} ms after ${way} on ${here.name} a socket of that session was still there`);
  } finally {
    socket.disconnect();
  }
}

/** Somebody new with two sessions. */
async function somebody(url: string, { publicKey: key }: TenantSpec): Promise<{ own: string; other: string }> {
  people += 1;
  const username = `leaver${people}`;
  const other = await must<Session>(url, 'POST', '/auth/register', { key, body: { username, password } });
  const own = await must<Session>(url, 'POST', '/auth/login', { key, body: { login: username, password } });
  return { own: own.accessToken, other: other.accessToken };
}
