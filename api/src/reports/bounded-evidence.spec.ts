import { describe, expect, it } from '@jest/globals';
import { boundedEvidence } from './bounded-evidence.js';
import type { Evidence, FoundEvidence } from './report.schema.js';

const message = (seq: number, text = 'x') => ({ seq, text }) as Evidence['message'];
const version = (text: string) => ({ text, mentions: [], writtenAt: '', replacedAt: '' });
const evidence = {
  room: { id: 'r', type: 'public', name: 'Lobby', slug: 'lobby' },
  message: message(3),
  versions: [version('latest'), version('x'.repeat(500)), version('first')],
  before: [message(1), message(2)],
  after: [message(4), message(5)],
  users: [],
} satisfies FoundEvidence;

describe('evidence', () => {
  it('is whole where it fits', () => {
    expect(boundedEvidence(evidence)).toEqual({ ...evidence, isWhole: true });
  });

  it('keeps the latest texts and the nearest neighbours, without a hole, and says that it is not whole', () => {
    const { versions, before, after, isWhole } = boundedEvidence(evidence, 130);
    expect(versions.map(({ text }) => text)).toEqual(['latest']);
    expect(before.map(({ seq }) => seq)).toEqual([1, 2]);
    expect(after.map(({ seq }) => seq)).toEqual([4]);
    expect(isWhole).toBe(false);
    expect(boundedEvidence(evidence, 90).before.map(({ seq }) => seq)).toEqual([2]);
  });

  it('has the message itself, however long that is', () => {
    const long = { ...evidence, message: message(3, 'x'.repeat(1_000)) };
    expect(boundedEvidence(long, 10)).toMatchObject({ message: long.message, versions: [], before: [], after: [] });
  });
});
