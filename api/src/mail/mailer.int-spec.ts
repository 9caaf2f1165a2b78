import { tmpdir } from 'node:os';
import { afterEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../../test/support/eventually.js';
import { MailSink } from '../../test/support/mail-sink.js';
import { TalkingServer } from '../../test/support/talking-server.js';
import { newId } from '../common/ids.js';
import { MailConfig } from '../config/mail.config.js';
import { MailFolder } from './mail-folder.js';
import { type Mail, Mailer } from './mailer.js';

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

const mail = (): Mail => ({
  id: newId(),
  createdAt: new Date(),
  to: 'ada@example.com',
  sender: 'Test',
  subject: 'Hello',
  text: 'Hello.\n',
  html: '<p>Hello.</p>',
});

function mailerTo(url: string): Mailer {
  const config = new MailConfig({ SMTP_URL: url }, tmpdir());
  return new Mailer(config, new MailFolder(config));
}

const fault = { name: 'MailFault' };

describe('an attempt to hand over a mail', () => {
  it('ends when it is told to, though the server goes on talking, and nothing is left of it', async () => {
    const server = await TalkingServer.start();
    ends.push(() => server.stop());
    const attempt = new AbortController();
    const sent = mailerTo(server.url).send(mail(), attempt.signal);
    await eventually(() => expect(server.openCount).toBe(1));
    attempt.abort();
    await expect(sent).rejects.toMatchObject(fault);
    await eventually(() => expect(server.openCount).toBe(0));
    expect(server.connections).toBe(1);
  });

  it('ends when the server has the whole mail and says nothing of it', async () => {
    const sink = await MailSink.start();
    ends.push(() => sink.stop());
    sink.mood = 'hangs';
    const attempt = new AbortController();
    const sent = mailerTo(sink.url).send(mail(), attempt.signal);
    await eventually(() => expect(sink.attempts).toBe(1));
    attempt.abort();
    await expect(sent).rejects.toMatchObject(fault);
    await eventually(() => expect(sink.openCount).toBe(0));
  });

  it('is not begun when its time is up already', async () => {
    const server = await TalkingServer.start();
    ends.push(() => server.stop());
    await expect(mailerTo(server.url).send(mail(), AbortSignal.abort())).rejects.toMatchObject(fault);
    expect(server.connections).toBe(0);
  });

  it('ends by itself once the mail is taken', async () => {
    const sink = await MailSink.start();
    ends.push(() => sink.stop());
    await mailerTo(sink.url).send(mail(), new AbortController().signal);
    expect(sink.mails).toHaveLength(1);
    await eventually(() => expect(sink.openCount).toBe(0));
  });
});
