import { generateKeyPairSync } from 'node:crypto';
import type { NewSigningKey, Room, Session, SigningKey, TenantWithSecret } from '../../sdk/src/contract/index.js';
import type { SigningMaterial } from '../../sdk/src/server/index.js';
import type { TenantSpec } from '../clients/protocol.js';
import { type Actor, type RoomKind, roomKinds, tenantCount } from '../plan.js';
import { must } from '../rest.js';
import { operatorKey } from './api-node.js';

const lifted = [
  'messagesPerMinute',
  'guestsPerHourPerIp',
  'exchangesPerHourPerIp',
  'connectionsPerIp',
  'connectionsPerUser',
  'roomsPerHour',
  'loginAttemptsPerHour',
  'mailsPerHour',
];

/** What each tenant's own login signs with. */
const algs: readonly SigningKey['alg'][] = ['HS256', 'ES256', 'EdDSA'];

/** Makes the tenants, without limits that many clients of one address would meet, and their rooms. */
export async function makeTenants(url: string): Promise<TenantSpec[]> {
  const names = Array.from({ length: tenantCount }, (_, at) => `Proofs ${at}`);
  return Promise.all(names.map((name, at) => makeTenant(url, name, algs[at % algs.length] ?? 'HS256')));
}

async function makeTenant(url: string, name: string, alg: SigningKey['alg']): Promise<TenantSpec> {
  const made = await must<TenantWithSecret>(url, 'POST', '/tenants', { bearer: operatorKey, body: { name } });
  const { id, publicKey, secretKey } = made;
  const limits = Object.fromEntries(lifted.map((limit) => [limit, null]));
  await must(url, 'PATCH', '/tenant', { bearer: secretKey, body: { settings: { limits } } });
  const { user } = await must<Session>(url, 'POST', '/auth/guest', { key: publicKey, body: { displayName: 'Owner' } });
  const rooms = {} as Record<RoomKind, string>;
  for (const kind of roomKinds) {
    const body = { type: kind === 'private' ? 'private' : 'public', name: kind };
    rooms[kind] = (await must<Room>(url, 'POST', '/rooms', { bearer: secretKey, asUser: user.id, body })).id;
  }
  const signingKey = await makeSigningKey(url, secretKey, alg);
  return { id, publicKey, secretKey, signingKey, ownerId: user.id, rooms };
}

async function makeSigningKey(url: string, bearer: string, alg: SigningKey['alg']): Promise<SigningMaterial> {
  const make = (body: object): Promise<NewSigningKey> =>
    must<NewSigningKey>(url, 'POST', '/tenant/signing-keys', { bearer, body });
  if (alg === 'HS256') {
    const { kid, secret = '' } = await make({ alg });
    return { kid, secret };
  }
  const { publicKey, privateKey } =
    alg === 'ES256' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('ed25519');
  const { kid } = await make({ alg, publicKey: publicKey.export({ format: 'jwk' }) });
  return { kid, privateKey: privateKey.export({ format: 'jwk' }) };
}

/** Seats everybody who has the private room of their tenant open. */
export async function seatInPrivateRooms(
  url: string,
  tenants: readonly TenantSpec[],
  cast: readonly Actor[],
  userIds: Readonly<Record<string, string>>,
): Promise<void> {
  for (const { name, tenant: at, rooms } of cast) {
    const tenant = tenants[at];
    if (!tenant || !rooms.includes('private')) continue;
    const path = `/rooms/${tenant.rooms.private}/members`;
    await must(url, 'POST', path, {
      bearer: tenant.secretKey,
      asUser: tenant.ownerId,
      body: { userId: userIds[name] },
    });
  }
}
