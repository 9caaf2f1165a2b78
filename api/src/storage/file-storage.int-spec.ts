import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { StorageConfig } from '../config/storage.config.js';
import { FileStorage } from './file-storage.js';

let dir: string;
let storage: FileStorage;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), `parley-test-${process.pid}-`));
  storage = new FileStorage(new StorageConfig({ STORAGE_URL: `file:${dir}/files`, PARLEY_DATA_DIR: dir }));
});
afterEach(async () => {
  jest.restoreAllMocks();
  await rm(dir, { recursive: true, force: true });
});

const bytes = (text: string): Buffer => Buffer.from(text);
const all = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
};
const keysOf = async (tenantId: string, feature: string) =>
  (await all(storage.list(tenantId, feature))).map(({ key }) => key).sort();

describe('a kept file', () => {
  it('is read as it was written, replaced whole, and gone when it is removed, also twice', async () => {
    await storage.write('t1/avatars/a.webp', bytes('one'));
    await storage.write('t1/avatars/a.webp', bytes('two'));
    expect(await storage.read('t1/avatars/a.webp')).toEqual(bytes('two'));
    await storage.remove('t1/avatars/a.webp');
    await storage.remove('t1/avatars/a.webp');
    await storage.remove('t9/avatars/a.webp');
    expect(await storage.read('t1/avatars/a.webp')).toBeUndefined();
    expect(await readdir(join(dir, 'files', 't1', 'avatars'))).toEqual([]);
  });

  it('can be read by the server’s user alone', async () => {
    await storage.write('t1/avatars/a.webp', bytes('one'));
    const modes = ['', 't1', 't1/avatars', 't1/avatars/a.webp'].map(async (path) => {
      return ((await stat(join(dir, 'files', path))).mode & 0o777).toString(8);
    });
    expect(await Promise.all(modes)).toEqual(['700', '700', '700', '600']);
  });

  it('is whole or not there at every moment, however many write it', async () => {
    const texts = Array.from({ length: 20 }, (_, n) => `${n}`.repeat(50_000));
    let isOver = false;
    const writing = Promise.all(texts.map((text) => storage.write('t1/avatars/a.webp', bytes(text)))).finally(
      () => (isOver = true),
    );
    const seen: (string | undefined)[] = [];
    while (!isOver) seen.push((await storage.read('t1/avatars/a.webp'))?.toString());
    await writing;
    for (const text of seen) expect([undefined, ...texts]).toContain(text);
    expect(await keysOf('t1', 'avatars')).toEqual(['t1/avatars/a.webp']);
  });

  it('is listed under its tenant and feature, with when it was written', async () => {
    for (const key of ['t1/avatars/a.webp', 't1/avatars/b.webp', 't1/exports/c.json', 't2/avatars/d.webp']) {
      await storage.write(key, bytes('x'));
    }
    await writeFile(join(dir, 'files', 't1', 'avatars', 'e.webp.new-1'), 'half');
    await writeFile(join(dir, 'files', 't1', 'avatars', '.hidden'), 'x');
    await mkdir(join(dir, 'files', 't1', 'avatars', 'folder'));
    expect(await keysOf('t1', 'avatars')).toEqual([
      't1/avatars/a.webp',
      't1/avatars/b.webp',
      't1/avatars/e.webp.new-1',
    ]);
    expect(await keysOf('t3', 'avatars')).toEqual([]);
    expect((await all(storage.listTenants())).sort()).toEqual(['t1', 't2']);
    const [{ modifiedAt } = { modifiedAt: new Date(0) }] = await all(storage.list('t2', 'avatars'));
    expect(Math.abs(Date.now() - modifiedAt.getTime())).toBeLessThan(60_000);
  });

  it('is there after nothing was written yet: no folder is no file', async () => {
    expect(await storage.read('t1/avatars/a.webp')).toBeUndefined();
    expect(await all(storage.listTenants())).toEqual([]);
  });
});

describe('a key', () => {
  it.each([
    '',
    'a',
    'a/b',
    '../x/y',
    't1/../a.webp',
    't1/avatars/../../x',
    't1/avatars/..',
    't1/avatars/.a',
    '/t1/avatars/a',
    't1/avatars/a/b',
    't1//a',
    't1\\avatars\\a',
    't1/avatars/a\0',
    't1/avatars/a\n',
    'T1/avatars/A',
    `t1/avatars/${'a'.repeat(200)}`,
  ])('that is none reaches no file: %j', async (key) => {
    await expect(storage.write(key, bytes('x'))).rejects.toThrow();
    await expect(storage.read(key)).rejects.toThrow('no key');
    await expect(storage.remove(key)).rejects.toThrow('no key');
    expect(await readdir(dir, { recursive: true })).toEqual([]);
  });
});

describe('a folder that cannot be written', () => {
  it('makes the file unavailable, leaves nothing half-written, and is logged', async () => {
    const logged = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    await storage.write('t1/avatars/a.webp', bytes('one'));
    // In the place of the file stands what no rename replaces.
    await mkdir(join(dir, 'files', 't1', 'avatars', 'b.webp', 'x'), { recursive: true });
    await expect(storage.write('t1/avatars/b.webp', bytes('two'))).rejects.toMatchObject({ code: 'unavailable' });
    // In the place of the tenant's folder stands a file.
    await writeFile(join(dir, 'files', 't2'), 'x');
    await expect(storage.write('t2/avatars/a.webp', bytes('two'))).rejects.toMatchObject({ code: 'unavailable' });
    expect(await storage.read('t2/avatars/a.webp')).toBeUndefined();
    expect(await keysOf('t1', 'avatars')).toEqual(['t1/avatars/a.webp']);
    expect(logged).toHaveBeenCalledTimes(2);
  });
});
