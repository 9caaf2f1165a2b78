import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../../test/support/eventually.js';
import { newId } from '../common/ids.js';
import { MailConfig } from '../config/mail.config.js';
import { MailFolder } from './mail-folder.js';

const hourMs = 60 * 60 * 1_000;
const dayMs = 24 * hourMs;

let dataDir: string;
let folder: MailFolder;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), `parley-test-${process.pid}-`));
  folder = new MailFolder(new MailConfig({}, dataDir));
});
afterEach(async () => {
  folder.onApplicationShutdown();
  await rm(dataDir, { recursive: true, force: true });
});

const now = Date.now();
const write = (ageMs: number) =>
  folder.write({ id: newId(), createdAt: new Date(now - ageMs) }, Buffer.from(`${ageMs} ms old`));
const names = async () => (await readdir(join(dataDir, 'mail'))).sort();

describe('the folder of mails', () => {
  it('has each as a whole, for its owner only, in the order in which they were asked for', async () => {
    const [second, first] = [await write(1_000), await write(2_000)];
    expect((await names()).map((name) => join(dataDir, 'mail', name))).toEqual([first, second]);
    expect(await readFile(first, 'utf8')).toBe('2000 ms old');
    expect((await stat(first)).mode & 0o777).toBe(0o600);
    expect((await stat(join(dataDir, 'mail'))).mode & 0o777).toBe(0o700);
  });

  it('forgets mails after 3 days: nobody’s address outlives them there', async () => {
    await write(3 * dayMs + 1_000);
    await write(40 * dayMs);
    const kept = await write(3 * dayMs - 1_000);
    expect(await folder.sweep(now)).toBe(2);
    expect(await names()).toEqual([basename(kept)]);
    expect(await folder.sweep(now)).toBe(0);
  });

  it('forgets the oldest ones when there are more than 10,000', async () => {
    const [oldest, next] = [await write(2 * hourMs), await write(hourMs)];
    const time = new Date(now).toISOString();
    const many = Array.from({ length: 9_999 }, () => join(dataDir, 'mail', `${time}-${newId()}.eml`));
    for (let at = 0; at < many.length; at += 500) {
      await Promise.all(many.slice(at, at + 500).map((path) => writeFile(path, '')));
    }
    expect(await folder.sweep(now)).toBe(1);
    const left = new Set(await names());
    expect(left.size).toBe(10_000);
    expect(left.has(basename(oldest))).toBe(false);
    expect(left.has(basename(next))).toBe(true);
  });

  it('removes what was left half-written, and nothing that is not its own', async () => {
    await write(0);
    const mail = join(dataDir, 'mail');
    const [left, begun] = [`.${newId()}-17`, `.${newId()}-18`];
    const foreign = ['notes.txt', '2020-01-01T00:00:00.000Z.eml', '.hidden'];
    for (const name of [left, begun, ...foreign]) await writeFile(join(mail, name), 'x');
    const old = new Date(now - 2 * hourMs);
    for (const name of [left, ...foreign]) await utimes(join(mail, name), old, old);
    expect(await folder.sweep(now)).toBe(1);
    const there = await names();
    expect(there).toEqual(expect.arrayContaining([begun, ...foreign]));
    expect(there).not.toContain(left);
  });

  it('may be missing', async () => {
    expect(await folder.sweep(now)).toBe(0);
  });

  it('is looked through by itself', async () => {
    await write(4 * dayMs);
    folder.onApplicationBootstrap();
    await eventually(async () => expect(await names()).toEqual([]));
  });
});
