import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { variableNames } from './environment.js';

const read = (path: string): string => readFileSync(path, 'utf8');
const namesIn = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, name = '']) => name);

/** What a compose file decides itself: where its servers listen, and where they keep what they keep. */
const fixed = ['PORT', 'HOST', 'DATABASE_URL', 'REDIS_URL', 'PARLEY_DATA_DIR', 'STORAGE_URL'];

describe('the variables of the environment', () => {
  it('are told in the guide, each of them', () => {
    const told = namesIn(read('docs/guides/running.md'), /^\| `([A-Z_]+)`/gm);
    expect(told.sort()).toEqual([...variableNames].sort());
  });

  it('are passed on by docker-compose.yml, unset ones as empty, but for those that it decides', () => {
    const passed = namesIn(read('docker-compose.yml'), /^ {4}([A-Z_]+): \$\{\1:-.*\}$/gm);
    expect(passed.sort()).toEqual(variableNames.filter((name) => !fixed.includes(name)).sort());
  });
});
