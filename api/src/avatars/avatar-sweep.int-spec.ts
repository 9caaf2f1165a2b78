import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Test, type TestingModule } from '@nestjs/testing';
import { DataSource } from 'typeorm';
import { testDatabaseUrl } from '../../test/support/environment.js';
import { CommonModule } from '../common/common.module.js';
import { newId } from '../common/ids.js';
import { ConfigModule } from '../config/config.module.js';
import { readEnvironment } from '../config/environment.js';
import { DatabaseModule } from '../database/database.module.js';
import { CountsModule } from '../metrics/counts.module.js';
import { Storage } from '../storage/storage.js';
import { TenantsModule } from '../tenants/tenants.module.js';
import { TenantsService } from '../tenants/tenants.service.js';
import { avatarKey, avatarUrl, newAvatarId } from './avatar-address.js';
import { AvatarSweep } from './avatar-sweep.js';
import { AvatarsModule } from './avatars.module.js';

describe('the sweep of pictures', () => {
  let dir: string;
  let node: TestingModule;
  let admin: DataSource;
  let tenantId: string;
  const sweep = () => node.get(AvatarSweep, { strict: false }).sweep();
  const isThere = async (key: string) => (await node.get(Storage, { strict: false }).read(key)) !== undefined;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), `parley-test-${process.pid}-`));
    const environment = readEnvironment({ STORAGE_URL: `file:${dir}` });
    const startup = { environment, databaseUrl: testDatabaseUrl(), dataDir: dir, operatorKey: 'op_none' };
    // Not initialised: nothing is swept but by the test.
    node = await Test.createTestingModule({
      imports: [
        ConfigModule.forRoot(startup),
        DatabaseModule,
        CommonModule,
        CountsModule,
        TenantsModule,
        AvatarsModule,
      ],
    }).compile();
    admin = await new DataSource({ type: 'postgres', url: testDatabaseUrl() }).initialize();
    ({ id: tenantId } = await node.get(TenantsService).create({ name: 'Swept' }));
  });
  afterAll(async () => {
    await node.close();
    await admin.destroy();
    await rm(dir, { recursive: true, force: true });
  });

  /** A file, as old as that. */
  async function makeFile(key: string, ageHours: number): Promise<string> {
    const path = join(dir, key);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, 'x');
    const at = Date.now() / 1_000 - ageHours * 3_600;
    await utimes(path, at, at);
    return key;
  }

  async function makeUser(avatarId: string | null): Promise<void> {
    await admin.query(
      `INSERT INTO users (tenant_id, id, kind, display_name, avatar_id, avatar_url) VALUES ($1, $2, 'guest', 'x', $3, $4)`,
      [tenantId, newId(), avatarId, avatarId && avatarUrl(tenantId, avatarId)],
    );
  }

  it('removes files that are nobody’s and older than a day, and no others', async () => {
    const [used, replaced, young] = [newAvatarId(), newAvatarId(), newAvatarId()];
    await makeUser(used);
    await makeUser(null);
    const foreign = newId();
    const kept = [
      await makeFile(avatarKey(tenantId, used, 64), 48),
      await makeFile(avatarKey(tenantId, used, 512), 48),
      await makeFile(avatarKey(tenantId, young, 64), 23),
      await makeFile(`${tenantId}/exports/a.json`, 48),
      // Of a tenant of another database.
      await makeFile(avatarKey(foreign, replaced, 64), 48),
      await makeFile('lost/avatars/a.webp', 48),
    ];
    const orphans = [
      await makeFile(avatarKey(tenantId, replaced, 64), 25),
      await makeFile(avatarKey(tenantId, replaced, 128), 25),
      await makeFile(`${avatarKey(tenantId, used, 64)}.new-${randomUUID()}`, 25),
      await makeFile(`${tenantId}/avatars/x.webp`, 25),
    ];
    expect(await sweep()).toBe(orphans.length);
    expect(await Promise.all(kept.map(isThere))).toEqual(kept.map(() => true));
    expect(await Promise.all(orphans.map(isThere))).toEqual(orphans.map(() => false));
    expect(await sweep()).toBe(0);
  });

  it('keeps the picture of a room as long as there is the room', async () => {
    const [ofRoom, ofRemoved] = [newAvatarId(), newAvatarId()];
    for (const [avatarId, deletedAt] of [
      [ofRoom, null],
      [ofRemoved, new Date()],
    ] as const) {
      await admin.query(
        `INSERT INTO rooms (tenant_id, id, type, name, avatar_id, deleted_at) VALUES ($1, $2, 'public', 'x', $3, $4)`,
        [tenantId, newId(), avatarId, deletedAt],
      );
    }
    const [kept, orphan] = [
      await makeFile(avatarKey(tenantId, ofRoom, 64), 48),
      await makeFile(avatarKey(tenantId, ofRemoved, 64), 48),
    ];
    expect(await sweep()).toBe(1);
    expect([await isThere(kept), await isThere(orphan)]).toEqual([true, false]);
  });

  it('looks through more files than it asks about at once', async () => {
    const ids = Array.from({ length: 1_003 }, newAvatarId);
    const keys = await Promise.all(ids.map((id) => makeFile(avatarKey(tenantId, id, 64), 30)));
    const [used = ''] = ids;
    await makeUser(used);
    expect(await sweep()).toBe(keys.length - 1);
    expect(await isThere(avatarKey(tenantId, used, 64))).toBe(true);
  });
});
