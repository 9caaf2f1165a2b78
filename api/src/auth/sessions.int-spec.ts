import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { TestingModule } from '@nestjs/testing';
import { DataSource } from 'typeorm';
import { startAuthNode } from '../../test/support/auth-node.js';
import { testDatabaseUrl } from '../../test/support/environment.js';
import { eventually } from '../../test/support/eventually.js';
import type { ServerCaller, UserCaller } from '../common/access/caller.js';
import { Bus } from '../common/events/bus.js';
import { newId } from '../common/ids.js';
import { TenantsService } from '../tenants/tenants.service.js';
import { AccessTokens } from './access-token.js';
import type { Session } from './auth.schema.js';
import { AuthService } from './auth.service.js';
import { RegistrationService } from './registration.service.js';
import { SessionDirectory } from './session-directory.js';
import { SessionsService } from './sessions.service.js';

describe('a session', () => {
  let node: TestingModule;
  let otherNode: TestingModule;
  let admin: DataSource;
  let server: ServerCaller;
  let session: Session;
  let ended: string[];

  const sessions = (at = node) => at.get(SessionsService, { strict: false });
  const refresh = (token: string, at = node) => sessions(at).refresh(server.tenantId, token);
  const claimsOf = (of: Session) => node.get(AccessTokens, { strict: false }).verify(of.accessToken);
  /** What every request with this session's access token does first. */
  const use = (of: Session, at = node) => at.get(SessionDirectory, { strict: false }).requireLive(claimsOf(of));
  /** Lets the time since the last uses pass: the database's clock is the one that counts. */
  const letPass = (seconds: number) =>
    admin.query(
      `UPDATE sessions SET confirmed_at = confirmed_at - make_interval(secs => $2),
              previous_confirmed_at = previous_confirmed_at - make_interval(secs => $2) WHERE tenant_id = $1`,
      [server.tenantId, seconds],
    );
  const refused = { code: 'invalid_token' };

  beforeAll(async () => {
    [node, otherNode] = await Promise.all([startAuthNode(), startAuthNode()]);
    admin = await new DataSource({ type: 'postgres', url: testDatabaseUrl() }).initialize();
    node.get(Bus, { strict: false }).on('session.ended', ({ sessionId }) => void ended.push(sessionId));
  });
  afterAll(async () => {
    await Promise.all([node.close(), otherNode.close(), admin.destroy()]);
  });
  beforeEach(async () => {
    ended = [];
    const tenant = await node.get(TenantsService, { strict: false }).create({ name: 'Sessions' });
    server = { kind: 'server', tenantId: tenant.id };
    session = await node.get(AuthService, { strict: false }).guest(server, {}, '192.0.2.1');
  });

  it('goes on for ever when each token is used in turn', async () => {
    let current = session;
    for (let count = 0; count < 5; count += 1) {
      const next = await refresh(current.refreshToken, count % 2 ? node : otherNode);
      expect(next.refreshToken).not.toBe(current.refreshToken);
      expect(next.user).toEqual(session.user);
      await use(next);
      await letPass(60);
      current = next;
    }
    await expect(use(current)).resolves.toMatchObject({ isLive: true, userKind: 'guest' });
  });

  it('survives an answer that was lost, however long ago', async () => {
    const lost = await refresh(session.refreshToken);
    await letPass(86_400);
    const again = await refresh(session.refreshToken);
    expect(again.refreshToken).toBe(lost.refreshToken);
    await use(again);
    await letPass(60);
    await expect(refresh(again.refreshToken)).resolves.toBeDefined();
  });

  it('ends when an old token is used 20 s after the new access token was', async () => {
    const next = await refresh(session.refreshToken);
    await use(next);
    await letPass(19);
    await expect(refresh(session.refreshToken)).resolves.toMatchObject({ refreshToken: next.refreshToken });
    await letPass(2);
    await expect(refresh(session.refreshToken)).rejects.toMatchObject(refused);
    expect(ended).toEqual([claimsOf(session).sessionId]);
    await expect(refresh(next.refreshToken)).rejects.toMatchObject(refused);
    await expect(use(next)).rejects.toMatchObject(refused);
  });

  it('ends when an old token is used 20 s after the new refresh token was', async () => {
    const second = await refresh(session.refreshToken);
    const third = await refresh(second.refreshToken);
    await expect(refresh(session.refreshToken)).resolves.toMatchObject({ refreshToken: third.refreshToken });
    await letPass(21);
    await expect(refresh(session.refreshToken)).rejects.toMatchObject(refused);
    await expect(refresh(third.refreshToken)).rejects.toMatchObject(refused);
  });

  it('gives an old token no second life when its long used successor is rotated', async () => {
    const second = await refresh(session.refreshToken);
    await use(second);
    await letPass(3_600);
    await refresh(second.refreshToken);
    await expect(refresh(session.refreshToken)).rejects.toMatchObject(refused);
  });

  it('ends at once for a token three generations old', async () => {
    let current = session;
    for (let count = 0; count < 3; count += 1) current = await refresh(current.refreshToken);
    await expect(refresh(session.refreshToken)).rejects.toMatchObject(refused);
    await expect(refresh(current.refreshToken)).rejects.toMatchObject(refused);
  });

  it('gives everybody the same token when many ask at once, on two nodes', async () => {
    const all = await Promise.all(
      Array.from({ length: 12 }, (_, index) => refresh(session.refreshToken, index % 2 ? node : otherNode)),
    );
    expect(new Set(all.map((one) => one.refreshToken)).size).toBe(1);
    await use(all[0] ?? session);
    await letPass(60);
    await expect(refresh(all[0]?.refreshToken ?? '')).resolves.toBeDefined();
  });

  it('does not take the old access token for a sign that the new tokens arrived', async () => {
    const lost = await refresh(session.refreshToken);
    await use(session);
    await letPass(3_600);
    await expect(refresh(session.refreshToken)).resolves.toMatchObject({ refreshToken: lost.refreshToken });
  });

  it('goes on after the database was restored to an earlier state', async () => {
    const second = await refresh(session.refreshToken);
    const third = await refresh(second.refreshToken);
    await admin.query('UPDATE sessions SET generation = 1, previous_confirmed_at = NULL WHERE tenant_id = $1', [
      server.tenantId,
    ]);
    const next = await refresh(third.refreshToken);
    await use(next);
    await expect(refresh(next.refreshToken)).resolves.toBeDefined();
  });

  it('is refused on every node a moment after it ended, and at once on its own', async () => {
    const claims = claimsOf(session);
    await Promise.all([use(session), use(session, otherNode)]);
    await sessions().end(server.tenantId, claims.userId, claims.sessionId, 'signed_out');
    await expect(use(session)).rejects.toMatchObject(refused);
    await expect(refresh(session.refreshToken, otherNode)).rejects.toMatchObject(refused);
    await eventually(() => expect(use(session, otherNode)).rejects.toMatchObject(refused), { withinMs: 2_000 });
  });

  it('is over when its time is, without anybody ending it', async () => {
    await admin.query(`UPDATE sessions SET expires_at = now() WHERE tenant_id = $1`, [server.tenantId]);
    await expect(refresh(session.refreshToken)).rejects.toMatchObject(refused);
    await expect(use(session, otherNode)).rejects.toMatchObject(refused);
  });

  it('is another tenant’s for nobody', async () => {
    await expect(sessions().refresh(newId(), session.refreshToken)).rejects.toMatchObject(refused);
  });

  it('of a guest ends when the guest becomes an account, once, and the user stays the same', async () => {
    const registration = node.get(RegistrationService, { strict: false });
    const { tenantId, userId, sessionId } = claimsOf(session);
    const guest: UserCaller = { kind: 'user', tenantId, userId, userKind: 'guest', sessionId };
    const attempts = await Promise.allSettled(
      ['ada', 'bo.b'].map((username) =>
        registration.register(guest, { username, password: 'a long password' }, '192.0.2.1'),
      ),
    );
    const made = attempts.flatMap((attempt) => (attempt.status === 'fulfilled' ? [attempt.value] : []));
    expect(made).toHaveLength(1);
    expect(made[0]?.user).toMatchObject({ id: userId, kind: 'registered', displayName: session.user.displayName });
    expect(ended).toEqual([sessionId]);
    await expect(use(session)).rejects.toMatchObject(refused);
    await expect(refresh(session.refreshToken)).rejects.toMatchObject(refused);
    await expect(use(made[0] ?? session)).resolves.toMatchObject({ userKind: 'registered' });
  });
});
