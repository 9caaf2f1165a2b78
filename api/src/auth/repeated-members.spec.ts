import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { hasRepeatedMember } from './repeated-members.js';

describe('an object with two members of one name', () => {
  it('is told from every object that JSON.stringify writes, in whatever layout', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(undefined, 2, '\t'), (value, indent) => {
        expect(hasRepeatedMember(JSON.stringify(value, null, indent))).toBe(false);
      }),
    );
  });

  it('is found wherever it stands, and whatever its name', () => {
    const withOne = fc.tuple(fc.string({ unit: 'grapheme' }), fc.jsonValue(), fc.jsonValue(), fc.jsonValue());
    fc.assert(
      fc.property(withOne, ([name, first, second, around]) => {
        const member = (value: unknown) => `${JSON.stringify(name)} : ${JSON.stringify(value)}`;
        const twice = `{${member(first)}, ${member(second)}}`;
        expect(hasRepeatedMember(twice)).toBe(true);
        expect(hasRepeatedMember(`[${JSON.stringify(around)}, {"deep inside": ${twice}}]`)).toBe(true);
      }),
    );
  });

  it('is found in another spelling of its name, and not where it only looks like one', () => {
    expect(hasRepeatedMember('{"sub":1,"s\\u0075b":2}')).toBe(true);
    for (const text of [
      '{"a":{"b":1},"b":2}',
      '{"a":"a","b":"a"}',
      '{"a":":","b":"{\\"a\\":1}"}',
      '["a","a"]',
      '[{"a":1},{"a":1}]',
      '{"a\\\\":1,"a":2}',
      '{"__proto__":1}',
    ])
      expect([text, hasRepeatedMember(text)]).toEqual([text, false]);
  });
});
