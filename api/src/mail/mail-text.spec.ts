import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { contrast } from './mail-colors.js';
import { writeMail } from './mail-text.js';
import type { MailKind } from './mails.repository.js';

const link = 'https://chat.example.com/chat#reset=abc_-';
const kinds: MailKind[] = ['verify_email', 'reset_password', 'email_changed', 'email_removed'];
const withLink: MailKind[] = ['verify_email', 'reset_password'];
const look = (name: string, accentColor = '#5b5bd6') => ({ name, accentColor });

describe.each(kinds)('a mail about %s', (kind) => {
  it('says who it is from and what it is about, in text and in HTML', () => {
    const { subject, text, html } = writeMail(kind, look('Ada’s Bakery'), link);
    expect(subject).toContain('Ada’s Bakery');
    expect(text).toContain('Ada’s Bakery');
    expect(html).toContain('Ada’s Bakery');
  });

  it('has its link once in each part, or none', () => {
    const { text, html } = writeMail(kind, look('Bakery'), link);
    const count = withLink.includes(kind) ? 1 : 0;
    expect(text.match(/https?:/g) ?? []).toHaveLength(count);
    expect(html.match(/https?:/g) ?? []).toHaveLength(count);
    expect(text.split(/\s/).filter((word) => word === link)).toHaveLength(count);
  });

  it('stays in form whatever the tenant is called', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (name) => {
        const { subject, html } = writeMail(kind, look(name), link);
        const plain = writeMail(kind, look('x'), link).html;
        expect(subject).not.toMatch(/[\r\n\0]/);
        const tags = (markup: string) => markup.match(/<[a-z/!][^>]*>/gi);
        expect(tags(html)).toEqual(tags(plain));
      }),
    );
  });
});

describe('a mail in the tenant’s colour', () => {
  const color = fc
    .array(fc.integer({ min: 0, max: 255 }), { minLength: 3, maxLength: 3 })
    .map((parts) => `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`);
  const buttonOf = (html: string) => /background:(#\w{6});color:(#\w{6});text-decoration/.exec(html)?.slice(1) ?? [];
  const headingOf = (html: string) => /<h1 [^>]*color:(#\w{6})/.exec(html)?.[1] ?? '';

  it.each([
    ['#5b5bd6', '#ffffff', '#5b5bd6'],
    ['#FFD400', '#000000', '#1c1c21'],
    ['#000000', '#ffffff', '#000000'],
    ['#ffffff', '#000000', '#1c1c21'],
  ])('%s has it on the button, with text in %s, and its name in %s', (accent, text, heading) => {
    const { html } = writeMail('verify_email', look('Bakery', accent), link);
    expect(buttonOf(html)).toEqual([accent, text]);
    expect(headingOf(html)).toBe(heading);
    expect(html).toContain(`border-top:4px solid ${accent}`);
  });

  it('can be read, whatever the colour is', () => {
    fc.assert(
      fc.property(color, (accent) => {
        const { html } = writeMail('reset_password', look('Bakery', accent), link);
        const [fill = '', text = ''] = buttonOf(html);
        expect(fill).toBe(accent);
        expect(contrast(fill, text)).toBeGreaterThanOrEqual(4.5);
        expect(contrast(headingOf(html), '#ffffff')).toBeGreaterThanOrEqual(4.5);
      }),
    );
  });
});

describe('contrast', () => {
  // Values of WebAIM's contrast checker.
  it.each([
    ['#000000', '#ffffff', 21],
    ['#ffffff', '#ffffff', 1],
    ['#767676', '#ffffff', 4.54],
    ['#ff0000', '#ffffff', 4],
    ['#0000ff', '#ffffff', 8.59],
  ])('of %s and %s is %d', (a, b, ratio) => {
    expect(contrast(a, b)).toBeCloseTo(ratio, 1);
    expect(contrast(b, a)).toBeCloseTo(ratio, 1);
  });
});
