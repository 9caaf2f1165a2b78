import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseText } from './formatted.js';
import type { Block, Inline } from './formatted.js';

const paragraph = (...inlines: Inline[]): Block => ({ type: 'paragraph', inlines });
const strong = (...inlines: Inline[]): Inline => ({ type: 'strong', inlines });
const em = (...inlines: Inline[]): Inline => ({ type: 'em', inlines });
const code = (text: string): Inline => ({ type: 'code', text });
const link = (href: string, ...inlines: Inline[]): Inline => ({ type: 'link', href, inlines });
const list = (start: number | null, ...items: Block[][]): Block => ({ type: 'list', start, items });
const read = (text: string) => parseText(text, true);

/** All that would be shown, without what is said by shape alone. @param address what is told of the address of a link */
const shown = (parts: readonly (Block | Inline)[], address = (_href: string) => ''): string =>
  parts
    .map((part) => {
      if (typeof part === 'string') return part;
      if (part.type === 'code') return part.text;
      if (part.type === 'mention') return `@${part.name}`;
      if (part.type === 'quote') return shown(part.blocks, address);
      if (part.type === 'list') return part.items.map((item) => shown(item, address)).join('');
      const text = shown(part.inlines, address);
      return part.type === 'link' && !/^https?:/.test(text) ? text + address(part.href) : text;
    })
    .join('');

describe('what people type', () => {
  it.each<[string, Block[]]>([
    ['Hi **Ana**, _see_ `you`', [paragraph('Hi ', strong('Ana'), ', ', em('see'), ' ', code('you'))]],
    ['one\n  two\n\nthree', [paragraph('one\n  two'), paragraph('three')]],
    ['**_both_**', [paragraph(strong(em('both')))]],
    ['- tea\n- **oat** milk', [list(null, [paragraph('tea')], [paragraph(strong('oat'), ' milk')])]],
    ['3. three\n4. four', [list(3, [paragraph('three')], [paragraph('four')])]],
    ['- [x] cake\n- [ ] tea', [list(null, [paragraph('[x] ', '', 'cake')], [paragraph('[ ] ', '', 'tea')])]],
    ['- a\n  - b', [list(null, [paragraph('a'), list(null, [paragraph('b')])])]],
    ['> said\n> twice\n\nno', [{ type: 'quote', blocks: [paragraph('said\ntwice')] }, paragraph('no')]],
    ['so:\n```js\nlet a = "*b*";\n\n```', [paragraph('so:'), { type: 'code', text: 'let a = "*b*";' }]],
    ['\\*not\\*', [paragraph('*', 'not', '*')]],
  ])('%j is shaped', (text, blocks) => expect(read(text)).toEqual(blocks));

  it.each([
    '# not a title',
    'a\n# b\nc',
    'a\n---\nb',
    'Title\n===',
    '<b>x</b> <script>alert(1)</script> <!-- c -->',
    '&lt;b&gt; &amp; &#42;',
    '| a | b |\n|---|---|\n| c | d |',
    '    indented',
    '~~gone~~',
    'snake_case_name and 2*3*4',
    '[a]: https://evil.example',
    '[a][b] [c]',
    'what? 5 > 3, :-) - no',
    '#1 +1 -1 1.5',
    '```hello',
    '``` hello you\nwhere\n```',
  ])('%j stays as it is', (text) => expect(shown(read(text))).toBe(text));

  it('is linked by the same rules as ever, whatever marks are in an address', () => {
    expect(read('see https://a.example/*x*_y_ **now**')).toEqual([
      paragraph('see ', link('https://a.example/*x*_y', 'https://a.example/*x*_y'), '_ ', strong('now')),
    ]);
    expect(read('[the rules](https://a.example/r "no")')).toEqual([
      paragraph(link('https://a.example/r', 'the rules')),
    ]);
    expect(read('![cat](https://a.example/c.png)')).toEqual([paragraph('!', link('https://a.example/c.png', 'cat'))]);
  });

  it.each([
    '[x](javascript:alert(1))',
    '[x](data:text/html,<b>)',
    '[x](//evil.example)',
    '[x](/logout)',
    '[x](https://bank.example@evil.example)',
  ])('%j leads nowhere', (text) => expect(JSON.stringify(read(text))).not.toContain('"link"'));

  it('leads where it says, when what is said is an address', () => {
    const labels = [
      'https://bank.example',
      'bank.example',
      'bank\\.example',
      'bank.**example**',
      '`bank.example`',
      'bank.\u200bexample',
      'банк.рф',
    ];
    for (const text of labels.map((label) => `[${label}](https://evil.example)`)) {
      for (const { href, inlines } of linksOf(read(text))) expect(shown(inlines)).toContain(href.replace(/\/$/, ''));
    }
    expect(shown(read('mailto:root@localhost'))).toBe('mailto:root@localhost');
  });

  it('has no links where the place wants none', () => {
    const text = '[a](https://a.example) https://b.example **c**';
    expect(parseText(text, false)).toEqual([
      paragraph('[a](https://a.example)', ' ', 'https://b.example', ' ', strong('c')),
    ]);
  });
});

it('names people as they are called now', () => {
  const people = [
    { id: '1', username: 'ana', displayName: 'Ana B.', isMe: false },
    { id: '2', username: null, displayName: 'Sunny Seal', isMe: true },
  ];
  expect(parseText('**@ana** and @Sunny Seal, not `@ana` or https://a.example/@ana', true, people)).toEqual([
    paragraph(
      strong({ type: 'mention', name: 'Ana B.', isMe: false }),
      ' and ',
      { type: 'mention', name: 'Sunny Seal', isMe: true },
      ', not ',
      code('@ana'),
      ' or ',
      link('https://a.example/@ana', 'https://a.example/@ana'),
    ),
  ]);
});

describe('what nobody types', () => {
  it.each(['*', '_a', '[', '[a](', '`', '> ', '>', '- ', '**a*', 'a_', '```\n', '*a **b ', '- x', '1. '])(
    'of %j again and again is read to its end',
    (part) => {
      const text = `${part.repeat(Math.floor(9_990 / part.length))}x`;
      expect(shown(read(text)).length).toBeGreaterThan(0);
    },
  );

  it('of one long word before an @ is read to its end', () => {
    const text = `\`${'a'.repeat(9_990)}@`;
    expect(shown(read(text))).toBe(text);
  });

  it('never fails, and says nothing that was not typed', () => {
    const piece = fc.constantFrom(
      '*',
      '_',
      '`',
      '[',
      ']',
      '(',
      ')',
      '>',
      '- ',
      '1. ',
      '\n',
      '  ',
      'a',
      'é',
      '😀',
      '\\',
      '!',
      '<',
      '~',
      'https://a.b/',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const text = pieces.join('');
        // The name of a language is not shown.
        fc.pre(!/`{3}|~{3}/.test(text));
        const letters = (of: string) => of.replace(/[^aé😀]/gu, '');
        expect(letters(shown(read(text), decodeURI))).toBe(letters(text));
      }),
      { numRuns: 2_000 },
    );
  });
});

function linksOf(blocks: readonly (Block | Inline)[]): { href: string; inlines: readonly Inline[] }[] {
  return blocks.flatMap((part) => {
    if (typeof part === 'string') return [];
    if (part.type === 'link') return [part];
    return 'inlines' in part ? linksOf(part.inlines) : [];
  });
}
