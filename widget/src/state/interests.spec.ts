import { describe, expect, it } from '@jest/globals';
import { MAX_INTERESTS, MAX_INTEREST_LENGTH, addInterests } from './interests.js';

describe('interests', () => {
  it('are added one by one, or several with commas of any script between', () => {
    expect(addInterests([], ' chess ').interests).toEqual(['chess']);
    expect(addInterests(['chess'], 'sailing, موسيقى، 囲碁、jazz;\n tea').interests).toEqual([
      'chess',
      'sailing',
      'موسيقى',
      '囲碁',
      'jazz',
      'tea',
    ]);
  });

  it('are there once, whatever their case', () => {
    expect(addInterests(['Chess'], 'CHESS, chess, Ärger, a\u0308rger')).toEqual({
      interests: ['Chess', 'Ärger'],
      problem: null,
      rest: '',
    });
  });

  it('are nothing when nothing but blanks and commas was typed', () => {
    expect(addInterests(['tea'], ' , ,\u00a0,')).toEqual({ interests: ['tea'], problem: null, rest: '' });
  });

  it('stay in the field when they are too long, counted as people count', () => {
    const longest = '🎻'.repeat(MAX_INTEREST_LENGTH);
    expect(addInterests([], longest).interests).toEqual([longest]);
    expect(addInterests([], `tea, ${longest}🎻, jazz`)).toEqual({
      interests: ['tea'],
      problem: 'too_long',
      rest: `${longest}🎻, jazz`,
    });
  });

  it('stay in the field when there are as many as can be', () => {
    const all = Array.from({ length: MAX_INTERESTS }, (_, index) => `interest ${index}`);
    expect(addInterests([], all.join(','))).toMatchObject({ interests: all, problem: null });
    expect(addInterests(all, 'one more')).toEqual({ interests: all, problem: 'too_many', rest: 'one more' });
    expect(addInterests(all, 'Interest 3').problem).toBeNull();
  });
});
