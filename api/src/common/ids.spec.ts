import { describe, expect, it } from '@jest/globals';
import { isId, newId } from './ids.js';

describe('a new id', () => {
  it('is a UUID of version 7, unlike every other, and sorts after those made before', () => {
    const ids = Array.from({ length: 5_000 }, () => newId());
    expect(ids.every(isId)).toBe(true);
    expect(ids.every((id) => /^.{14}7.{4}[89ab]/.test(id))).toBe(true);
    expect([...new Set(ids)].sort()).toEqual(ids);
  });

  it('tells when it was made', () => {
    const before = Date.now();
    const told = parseInt(newId().replaceAll('-', '').slice(0, 12), 16);
    expect(told).toBeGreaterThanOrEqual(before);
    expect(told).toBeLessThanOrEqual(Date.now());
  });
});
