import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { writeMail } from './mail-text.js';
import type { MailKind } from './mails.repository.js';

const link = 'https://chat.example.com/chat#reset=abc_-';
const kinds: MailKind[] = ['verify_email', 'reset_password', 'email_changed', 'email_removed'];
const withLink: MailKind[] = ['verify_email', 'reset_password'];

describe.each(kinds)('a mail about %s', (kind) => {
  it('says who it is from and what it is about, in text and in HTML', () => {
    const { subject, text, html } = writeMail(kind, 'Ada’s Bakery', link);
    expect(subject).toContain('Ada’s Bakery');
    expect(text).toContain('Ada’s Bakery');
    expect(html).toContain('Ada’s Bakery');
  });

  it('has its link once in each part, or none', () => {
    const { text, html } = writeMail(kind, 'Bakery', link);
    const count = withLink.includes(kind) ? 1 : 0;
    expect(text.match(/https?:/g) ?? []).toHaveLength(count);
    expect(html.match(/https?:/g) ?? []).toHaveLength(count);
    expect(text.split(/\s/).filter((word) => word === link)).toHaveLength(count);
  });

  it('stays in form whatever the tenant is called', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (name) => {
        const { subject, html } = writeMail(kind, name, link);
        const plain = writeMail(kind, 'x', link).html;
        expect(subject).not.toMatch(/[\r\n\0]/);
        const tags = (markup: string) => markup.match(/<[a-z/!][^>]*>/gi);
        expect(tags(html)).toEqual(tags(plain));
      }),
    );
  });
});
