import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { invariants } from '../checker/invariants/index.js';
import { faults } from '../faults/index.js';
import { repository } from '../repository.js';
import { controls, patchOf } from './controls.js';

describe('the negative controls', () => {
  it.each(controls.map((control) => [control.id, control] as const))('%s applies to the product as it is', (_, it) => {
    expect(() => execFileSync('git', ['apply', '--check', patchOf(it)], { cwd: repository })).not.toThrow();
  });

  it('are all that there are patches for', () => {
    const patches = readdirSync(join(repository, 'proofs', 'controls')).filter((name) => name.endsWith('.patch'));
    expect(controls.map(({ patch }) => `${patch}.patch`).sort()).toEqual(patches.sort());
  });

  it('name faults and invariants that exist', () => {
    const faultIds = faults.map(({ id }) => id);
    const invariantIds = invariants.map(({ id }) => id);
    for (const { fault, caughtBy } of controls) {
      expect(faultIds).toContain(fault);
      expect(invariantIds).toEqual(expect.arrayContaining([...caughtBy]));
    }
  });
});
