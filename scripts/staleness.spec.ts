import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { fingerprint, isInstalled } from './staleness.mjs';

const LINUX = { platform: 'linux', arch: 'x64' };

describe('what is out of date', () => {
  let root: string;
  const write = (name: string, content: string) => writeFileSync(join(root, name), content);
  const now = () => fingerprint(root, ['api'], ['tsconfig.base.json']);

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'parley-staleness-'));
    for (const dir of ['api/src', 'api/dist', 'api/test']) mkdirSync(join(root, dir), { recursive: true });
    write('tsconfig.base.json', '{}');
    write('api/src/main.ts', 'start();');
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it('is a workspace with a changed, added or renamed source', () => {
    const before = now();
    write('api/src/main.ts', 'stop();');
    const changed = now();
    write('api/src/more.ts', '');
    expect(new Set([before, changed, now()]).size).toBe(3);
  });

  it('is a workspace whose compiler settings changed', () => {
    const before = now();
    write('tsconfig.base.json', '{"strict":true}');
    expect(now()).not.toBe(before);
  });

  it('is not one where only tests, built files or times changed', () => {
    const before = now();
    write('api/src/main.spec.ts', 'it();');
    write('api/dist/main.js', 'start();');
    write('api/test/support.ts', '');
    utimesSync(join(root, 'api/src/main.ts'), 1, 1);
    expect(now()).toBe(before);
  });
});

describe('whether the packages are installed', () => {
  const lock = (packages: Record<string, object>) => ({ packages: { '': { name: 'parley' }, sdk: {}, ...packages } });
  const pg = { version: '8.1.0', integrity: 'sha512-a' };

  it('is true when every package is there in its version', () => {
    expect(isInstalled(lock({ 'node_modules/pg': pg }), { packages: { 'node_modules/pg': pg } }, LINUX)).toBe(true);
  });

  it('is false when one is missing, older, or another build of the same version', () => {
    const wanted = lock({ 'node_modules/pg': pg });
    expect(isInstalled(wanted, { packages: {} }, LINUX)).toBe(false);
    for (const other of [{ version: '8.0.0' }, { integrity: 'sha512-b' }]) {
      expect(isInstalled(wanted, { packages: { 'node_modules/pg': { ...pg, ...other } } }, LINUX)).toBe(false);
    }
  });

  it('does not ask for optional packages of other systems, but for those of this one', () => {
    const programs = { ...pg, optional: true, os: ['linux'], cpu: ['x64'] };
    const wanted = lock({ 'node_modules/programs': programs });
    expect(isInstalled(wanted, { packages: {} }, { platform: 'darwin', arch: 'arm64' })).toBe(true);
    expect(isInstalled(wanted, { packages: {} }, LINUX)).toBe(false);
  });
});
