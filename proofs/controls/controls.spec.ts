import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { faults } from '../faults/index.js';
import { repository } from '../repository.js';
import { controls, patchesDir, patchOf } from './controls.js';

const git = (...args: string[]): string =>
  execFileSync('git', args, { cwd: repository, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

describe('the negative controls', () => {
  it('are one for each patch', () => {
    const patches = readdirSync(patchesDir).filter((name) => name.endsWith('.patch'));
    expect(controls.map(({ patch }) => patch).sort()).toEqual(patches.sort());
  });

  it.each(controls)('$id applies to the product as it is', ({ patch }) => {
    git('apply', '--check', join(patchesDir, patch));
  });

  it.each(controls)('$id says what it does, and touches that alone', (control) => {
    const { id, title, patch, touches } = control;
    expect(patchOf(control).split('\n', 1)).toEqual([`${id}: ${title}`]);
    const stat = git('apply', '--numstat', join(patchesDir, patch)).trim().split('\n');
    expect(stat.map((line) => line.split('\t')[2])).toEqual(touches);
  });

  it.each(controls)('$id is brought to light by a fault that exists', ({ fault }) => {
    expect(faults.map(({ id }) => id)).toContain(fault);
  });
});
