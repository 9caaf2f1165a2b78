import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { eventually } from './eventually.js';

/**
 * What a mail server does with what it is sent: takes it; says 421 as it is greeted; refuses the mail; says nothing any
 * more once it has all of it; or takes it and drops the connection before it says so.
 */
export type SinkMood = 'takes' | 'unavailable' | 'refuses' | 'hangs' | 'takes and drops';

/** A mail as it arrived. */
export interface ArrivedMail extends ParsedMail {
  /** Whom the envelope names. */
  envelope: { from: string; to: string[] };
}

/** A mail server that keeps what it is sent, and can be in a bad mood. */
export class MailSink {
  /** Taken mails, oldest first. */
  readonly mails: ArrivedMail[] = [];
  /** How often a mail was brought, taken or not. */
  attempts = 0;
  mood: SinkMood = 'takes';
  private readonly hanging = new Set<() => void>();

  private constructor(
    private readonly server: SMTPServer,
    readonly url: string,
  ) {}

  static async start(): Promise<MailSink> {
    // Asked for once the server listens, and so once there is a sink.
    const sink: { is?: MailSink } = {};
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      logger: false,
      closeTimeout: 100,
      onConnect(_session, done) {
        if (sink.is?.mood !== 'unavailable') return done();
        sink.is.attempts += 1;
        done(Object.assign(new Error('try later'), { responseCode: 421 }));
      },
      onData(stream, session, done) {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const { mailFrom, rcptTo } = session.envelope;
          const envelope = { from: mailFrom ? mailFrom.address : '', to: rcptTo.map(({ address }) => address) };
          void sink.is?.receive(Buffer.concat(chunks), envelope, session.id, done);
        });
      },
    });
    // A client that goes away, or is cut off, is no fault of ours.
    server.on('error', () => undefined);
    server.listen(0, '127.0.0.1');
    await once(server.server, 'listening');
    const { port } = server.server.address() as AddressInfo;
    sink.is = new MailSink(server, `smtp://127.0.0.1:${port}`);
    return sink.is;
  }

  /** How many connections there are. */
  get openCount(): number {
    return (this.server.connections as Set<unknown>).size;
  }

  /** The mails to an address, once there are so many. */
  mailsTo(address: string, count: number): Promise<ArrivedMail[]> {
    return eventually(
      () => {
        const mails = this.mails.filter(({ envelope }) => envelope.to.includes(address));
        if (mails.length < count) throw new Error(`${mails.length} mails of ${count} to ${address}`);
        return mails;
      },
      { withinMs: 30_000 },
    );
  }

  async stop(): Promise<void> {
    for (const letGo of this.hanging) letGo();
    await new Promise<void>((closed) => this.server.close(() => closed()));
  }

  private async receive(
    raw: Buffer,
    envelope: ArrivedMail['envelope'],
    sessionId: string,
    done: (error?: Error | null) => void,
  ): Promise<void> {
    const { mood } = this;
    this.attempts += 1;
    if (mood === 'refuses') return done(Object.assign(new Error('no room here'), { responseCode: 452 }));
    if (mood === 'hangs') return void this.hanging.add(() => done());
    this.mails.push({ ...(await simpleParser(raw)), envelope });
    if (mood === 'takes') return done();
    for (const connection of this.server.connections as Set<{ id: string; _socket: { destroy(): void } }>) {
      if (connection.id === sessionId) connection._socket.destroy();
    }
  }
}
