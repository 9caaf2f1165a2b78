import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { invariants } from '../checker/invariants/index.js';
import { faults } from '../faults/index.js';
import { repository } from '../repository.js';
import { controls, patchOf } from './controls.js';

const named = controls.map((control) => [control.id, control] as const);
const migrationsFolder = 'api/src/database/migrations';

/** The functions that a migration makes, or makes anew. */
const functionsOf = (migration: string): string[] => {
  const text = readFileSync(join(repository, migrationsFolder, migration), 'utf8');
  return [...text.matchAll(/CREATE (?:OR REPLACE )?FUNCTION (\w+)/g)].map(([, name = '']) => name);
};

describe('the negative controls', () => {
  it.each(named)('%s applies to the product as it is', (_, it) => {
    expect(() => execFileSync('git', ['apply', '--check', patchOf(it)], { cwd: repository })).not.toThrow();
  });

  it.each(named)('%s changes no function that is made anew later', (_, it) => {
    const all = readdirSync(join(repository, migrationsFolder)).sort();
    const patched = [...readFileSync(patchOf(it), 'utf8').matchAll(/^diff .*migrations\/(\S+)$/gm)].map(
      ([, name = '']) => name,
    );
    for (const migration of patched) {
      const later = new Set(all.slice(all.indexOf(migration) + 1).flatMap(functionsOf));
      expect(functionsOf(migration).filter((name) => !later.has(name))).not.toEqual([]);
    }
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
