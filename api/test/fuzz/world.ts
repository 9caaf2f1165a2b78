import { randomUUID } from 'node:crypto';
import type { Session } from '../../src/auth/auth.schema.js';
import type { OpenSessionPage } from '../../src/auth/own-sessions.schema.js';
import type { Invite } from '../../src/invites/invite.schema.js';
import type { MatchTicket } from '../../src/matches/match.schema.js';
import type { Message } from '../../src/messages/message.schema.js';
import type { FiledReport } from '../../src/reports/report.schema.js';
import type { Room } from '../../src/rooms/room.schema.js';
import type { ScheduledMessage } from '../../src/scheduled/scheduled-message.schema.js';
import type { NewSecretKey, Tenant } from '../../src/tenants/tenant.schema.js';
import { makeSigner, nowSeconds } from '../support/signing.js';
import { operatorKey } from '../support/test-server.mjs';
import { rest } from '../support/rest.js';
import { makeTenant, type TestTenant, TestUser } from '../support/tenant.js';
import type { Ids } from './valid-input.js';

/** The account of a world's owner. */
export const account = { username: 'ada', password: 'correct horse 9' };

/** A tenant with everything in it that an operation can name. */
export interface World {
  tenant: TestTenant;
  /** The owner's address, to which a mail was sent to confirm it. */
  email: string;
  /** Has an account, and owns the rooms. */
  owner: TestUser;
  /** Sits in the rooms. */
  member: TestUser;
  /** Sits in none. */
  outsider: TestUser;
  /** Sat in the private room. */
  leaver: TestUser;
  lobby: Room;
  open: Room;
  secret: Room;
  /** One in each room, oldest first: lobby, open, secret. */
  messages: Message[];
  /** In the open room, by its owner: only begun. */
  stream: Message;
  /** Of somebody whom the tenant's own login vouches for, good for hours. */
  signedToken: string;
  /** Codes that let people into the open and the private room. */
  invites: { open: string; secret: string };
  /** All of it, by kind. A key that may be removed, not the one in use. */
  ids: Ids;
}

async function must<Body>(answer: Promise<{ status: number; body: Body }>): Promise<Body> {
  const { status, body } = await answer;
  if (status >= 300) throw new Error(`the world could not be made: ${status} ${JSON.stringify(body)}`);
  return body;
}

/**
 * Fills a new tenant, whose limits are lifted.
 * @param canary stands in every name and text
 */
export async function makeWorld(url: string, canary = 'world'): Promise<World> {
  const tenant = await makeTenant({ url });
  const lifted = { connectionsPerUser: null, loginAttemptsPerHour: null, uploadsPerHour: null, mailsPerHour: null };
  await tenant.settings({ limits: lifted });
  const email = `${canary}.${randomUUID()}@example.com`;
  const registered = must(
    tenant.rest<Session>('POST', '/v1/auth/register', { body: { ...account, email, displayName: `${canary} ada` } }),
  );
  const owner = new TestUser(await registered, { url });
  const [member, outsider, leaver] = await Promise.all([
    tenant.guest(`${canary} bo`),
    tenant.guest(`${canary} cy`),
    tenant.guest(`${canary} di`),
  ]);
  const room = (type: string) =>
    must(owner.rest<Room>('POST', '/v1/rooms', { type, name: `${canary} ${type}`, topic: canary }));
  const [lobby, open, secret] = [await tenant.lobby(), await room('public'), await room('private')];
  for (const { id } of [open, secret]) {
    for (const user of [member, leaver]) {
      await must(owner.rest('POST', `/v1/rooms/${id}/members`, { userId: user.id }));
    }
  }
  const messages: Message[] = [];
  for (const { id } of [lobby, open, secret]) {
    const sent = { clientId: randomUUID(), text: `${canary} text` };
    messages.push(await must(owner.rest<Message>('POST', `/v1/rooms/${id}/messages`, sent)));
  }
  const begun = { clientId: randomUUID(), text: `${canary} begins`, streaming: true };
  const stream = await must(owner.rest<Message>('POST', `/v1/rooms/${open.id}/messages`, begun));
  for (const { id } of [open, secret]) await must(leaver.rest('DELETE', `/v1/rooms/${id}/members/me`));
  const own = { url, bearer: owner.token };
  const [session] = (await must(rest<OpenSessionPage>('GET', '/v1/me/sessions', own))).items;
  if (!session) throw new Error('the owner has no session');
  const spare = await must(tenant.rest<NewSecretKey>('POST', '/v1/tenant/keys', { bearer: tenant.secretKey }));
  const invite = async ({ id }: Room) => (await must(owner.rest<Invite>('POST', `/v1/rooms/${id}/invites`))).code;
  const invites = { open: await invite(open), secret: await invite(secret) };
  const { ticketId } = await must(owner.rest<MatchTicket>('POST', '/v1/matches'));
  const reported = messages[1]?.id ?? '';
  const report = await must(
    member.rest<FiledReport>('POST', `/v1/rooms/${open.id}/messages/${reported}/report`, { reason: canary }),
  );
  const sendAt = new Date(Date.now() + 24 * 3_600_000).toISOString();
  const scheduled = await must(
    owner.rest<ScheduledMessage>('POST', `/v1/rooms/${open.id}/scheduled-messages`, {
      clientId: randomUUID(),
      text: canary,
      sendAt,
    }),
  );
  await must(owner.rest('PUT', `/v1/rooms/${open.id}/messages/${reported}/bookmark`));
  const signer = await makeSigner(tenant);
  const signedToken = await signer.sign({ sub: `${canary} ed`, name: `${canary} ed`, exp: nowSeconds() + 12 * 3_600 });
  await must(tenant.rest<Tenant>('GET', '/v1/tenant', { bearer: tenant.secretKey }));
  return {
    tenant,
    email,
    owner,
    member,
    outsider,
    leaver,
    lobby,
    open,
    secret,
    messages,
    stream,
    signedToken,
    invites,
    ids: {
      tenant: [tenant.id],
      key: [spare.id],
      signingKey: [signer.kid],
      user: [owner, member, outsider, leaver].map(({ id }) => id),
      room: [lobby, open, secret].map(({ id }) => id),
      message: [...messages, stream].map(({ id }) => id),
      upload: [],
      session: [session.id],
      invite: [invites.open, invites.secret],
      ticket: [ticketId],
      report: [report.id],
      scheduledMessage: [scheduled.id],
    },
  };
}

/** The headers of one way of being allowed: the security schemes that go together. */
export function credentialHeaders(
  { tenant }: World,
  user: TestUser,
  schemes: readonly string[],
): Record<string, string> {
  const headers: Record<string, Record<string, string>> = {
    operatorKey: { Authorization: `Bearer ${operatorKey}` },
    secretKey: { Authorization: `Bearer ${tenant.secretKey}` },
    userToken: { Authorization: `Bearer ${user.token}` },
    publicKey: { 'X-Parley-Key': tenant.key },
    actingUser: { 'X-Parley-User': user.id },
  };
  return Object.assign(
    {},
    ...schemes.map((scheme) => {
      const found = headers[scheme];
      if (!found) throw new Error(`no credential for ${scheme}`);
      return found;
    }),
  ) as Record<string, string>;
}
