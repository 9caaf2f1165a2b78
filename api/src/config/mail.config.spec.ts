import { describe, expect, it } from '@jest/globals';
import { MailConfig } from './mail.config.js';

const fromOf = (env: ConstructorParameters<typeof MailConfig>[0]) => new MailConfig(env, '/data').from;

describe('where mails come from', () => {
  it('is what the operator says', () => {
    const env = { MAIL_FROM: 'chat@example.com', SMTP_URL: 'smtp://ada%40example.com:x@mail.example.com' };
    expect(fromOf(env)).toBe('chat@example.com');
  });

  it('is else the account at the mail server, if that is an address', () => {
    const PUBLIC_URL = 'https://chat.example.com:8443/x';
    expect(fromOf({ SMTP_URL: 'smtp://ada%40example.com:x@mail.example.com', PUBLIC_URL })).toBe('ada@example.com');
    expect(fromOf({ SMTP_URL: 'smtp://apikey:x@mail.example.com', PUBLIC_URL })).toBe('parley@chat.example.com');
  });

  it('is else a name at the server’s own host', () => {
    expect(fromOf({ PUBLIC_URL: 'https://chat.example.com' })).toBe('parley@chat.example.com');
    expect(fromOf({})).toBe('parley@localhost');
  });
});
