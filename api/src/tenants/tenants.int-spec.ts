import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Test, type TestingModule } from '@nestjs/testing';
import { DataSource } from 'typeorm';
import { testDatabaseUrl } from '../../test/support/environment.js';
import { eventually } from '../../test/support/eventually.js';
import { CommonModule } from '../common/common.module.js';
import { newId } from '../common/ids.js';
import { ConfigModule } from '../config/config.module.js';
import { readEnvironment } from '../config/environment.js';
import { DatabaseModule } from '../database/database.module.js';
import { TenantDirectory } from './tenant-directory.js';
import { TenantKeysService } from './tenant-keys.service.js';
import { TenantsModule } from './tenants.module.js';
import { TenantsService } from './tenants.service.js';

function startNode(): Promise<TestingModule> {
  const startup = {
    environment: readEnvironment({}),
    databaseUrl: testDatabaseUrl(),
    dataDir: '.parley',
    operatorKey: 'op_none',
  };
  return Test.createTestingModule({
    imports: [ConfigModule.forRoot(startup), DatabaseModule, CommonModule, TenantsModule],
  }).compile();
}

describe('tenants', () => {
  let node: TestingModule;
  let otherNode: TestingModule;
  let admin: DataSource;
  const service = (at = node) => at.get(TenantsService);
  const directory = (at = node) => at.get(TenantDirectory);
  const keys = () => node.get(TenantKeysService);

  beforeAll(async () => {
    [node, otherNode] = await Promise.all([startNode(), startNode()]);
    admin = await new DataSource({ type: 'postgres', url: testDatabaseUrl() }).initialize();
  });
  afterAll(async () => {
    await Promise.all([node.close(), otherNode.close(), admin.destroy()]);
  });

  it('have one demo among them, however many nodes start at once and however often', async () => {
    const made = await Promise.all([node, otherNode, node, otherNode].map((at) => service(at).ensureDemo()));
    expect(new Set(made.map((demo) => demo.publicKey)).size).toBe(1);
    const demo = await directory().byPublicKey(made[0]?.publicKey ?? '');
    expect(demo?.name).toBe('Demo');
    const [{ lobbies, secrets }] = await admin.query(
      `SELECT (SELECT count(*)::int FROM rooms WHERE tenant_id = $1 AND slug = 'lobby') AS lobbies,
              (SELECT count(*)::int FROM secret_keys WHERE tenant_id = $1) AS secrets`,
      [demo?.id],
    );
    expect({ lobbies, secrets }).toEqual({ lobbies: 1, secrets: 0 });
  });

  it('are found by their keys, and by nothing else', async () => {
    const tenant = await service().create({ name: 'Acme' });
    const info = { id: tenant.id, name: 'Acme' };
    await expect(directory().byPublicKey(tenant.publicKey)).resolves.toMatchObject(info);
    await expect(directory().bySecretKey(tenant.secretKey)).resolves.toMatchObject(info);
    await expect(directory().byId(tenant.id)).resolves.toMatchObject(info);
    for (const wrong of ['', 'pk_', `${tenant.publicKey}x`, tenant.secretKey, "pk_' OR true --", 'x'.repeat(10_000)]) {
      await expect(directory().byPublicKey(wrong)).resolves.toBeUndefined();
    }
    await expect(directory().bySecretKey(tenant.publicKey)).resolves.toBeUndefined();
    await expect(directory().byId(newId())).resolves.toBeUndefined();
    await expect(directory().byId('not an id')).resolves.toBeUndefined();
  });

  it('let nobody go on without limits once they are stopped', async () => {
    const { id } = await service().create({ name: 'Acme' });
    await expect(directory(node).require(id)).resolves.toMatchObject({ id, settings: expect.anything() });
    await admin.query('UPDATE tenants SET delete_at = now() WHERE id = $1', [id]);
    for (const gone of [id, newId(), 'not an id']) {
      await expect(directory(otherNode).require(gone)).rejects.toMatchObject({ code: 'invalid_token' });
    }
  });

  it('keep no secret key in the database, only its digest and its end', async () => {
    const tenant = await service().create({ name: 'Acme' });
    const rows = await admin.query('SELECT to_jsonb(k)::text AS row FROM secret_keys AS k WHERE tenant_id = $1', [
      tenant.id,
    ]);
    expect(rows).toHaveLength(1);
    expect(rows[0].row).not.toContain(tenant.secretKey.slice(3, 20));
    expect(tenant.secretKeys[0]?.last4).toBe(tenant.secretKey.slice(-4));
  });

  it('lose no setting when two change different ones at once', async () => {
    const { id } = await service().create({ name: 'Acme' });
    await Promise.all([
      service(node).update(id, { settings: { limits: { roomsPerHour: 1 } } }),
      service(otherNode).update(id, { settings: { limits: { messagesPerMinute: null } } }),
      service(node).update(id, { settings: { visitorsRead: false } }),
      service(otherNode).update(id, { name: 'Acme 2' }),
    ]);
    const { name, settings } = await service().get(id);
    expect({ name, visitorsRead: settings.visitorsRead }).toEqual({ name: 'Acme 2', visitorsRead: false });
    expect(settings.limits).toMatchObject({ roomsPerHour: 1, messagesPerMinute: null, guestsPerHourPerIp: 60 });
  });

  it('change at once on their node and within two seconds on others', async () => {
    const { id, publicKey } = await service().create({ name: 'Acme' });
    await Promise.all([directory(node).byId(id), directory(otherNode).byId(id)]);
    await service().update(id, { settings: { guests: 'off' } });
    const guests = async (at: TestingModule) => (await directory(at).byPublicKey(publicKey))?.settings.guests;
    await expect(guests(node)).resolves.toBe('off');
    await eventually(async () => expect(await guests(otherNode)).toBe('off'), { withinMs: 2_000 });
  });

  it('roll their secret key: two live at most, one at least, and a removed one stops', async () => {
    const tenant = await service().create({ name: 'Acme' });
    const [first] = tenant.secretKeys;
    const second = await keys().add(tenant.id);
    await expect(keys().add(tenant.id)).rejects.toMatchObject({ code: 'too_many_keys' });
    await expect(directory().bySecretKey(second.secretKey)).resolves.toMatchObject({ id: tenant.id });
    await expect(directory().bySecretKey(tenant.secretKey)).resolves.toMatchObject({ id: tenant.id });
    await keys().remove(tenant.id, first?.id ?? '');
    await keys().remove(tenant.id, first?.id ?? '');
    await expect(directory().bySecretKey(tenant.secretKey)).resolves.toBeUndefined();
    await expect(keys().remove(tenant.id, second.id)).rejects.toMatchObject({ code: 'last_key' });
    await expect(keys().remove(tenant.id, newId())).rejects.toMatchObject({ code: 'key_not_found' });
    await expect(directory().bySecretKey(second.secretKey)).resolves.toMatchObject({ id: tenant.id });
  });

  it('never get past two keys when several are asked for at once', async () => {
    const { id } = await service().create({ name: 'Acme' });
    const attempts = await Promise.allSettled(Array.from({ length: 4 }, () => keys().add(id)));
    expect(attempts.filter((attempt) => attempt.status === 'fulfilled')).toHaveLength(1);
    expect((await service().get(id)).secretKeys).toHaveLength(2);
  });

  it('cannot remove each other’s keys', async () => {
    const [mine, other] = [await service().create({ name: 'A' }), await service().create({ name: 'B' })];
    await keys().add(other.id);
    await expect(keys().remove(mine.id, other.secretKeys[0]?.id ?? '')).rejects.toMatchObject({
      code: 'key_not_found',
    });
    await expect(directory().bySecretKey(other.secretKey)).resolves.toMatchObject({ id: other.id });
  });
});
