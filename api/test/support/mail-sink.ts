import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { eventually } from './eventually.js';

/**
 * What a mail server does with what it is sent: takes it; says 421 as it is greeted; says nothing at all; refuses the mail
 * for now; says nothing any more once it has all of it; or takes it and drops the connection before it says so.
 */
export type SinkMood = 'takes' | 'unavailable' | 'is silent' | 'refuses' | 'hangs' | 'takes and drops';

/** A mail as it arrived. */
export interface ArrivedMail extends ParsedMail {
  /** Whom the envelope names. */
  envelope: { from: string; to: string[] };
}

/** What there is of a connection of the server. */
interface Connection {
  readonly id: string;
  readonly _socket: { destroy(): void };
}

/** A mail server that keeps what it is sent, and can be in a bad mood. */
export class MailSink {
  /** Taken mails, oldest first. */
  readonly mails: ArrivedMail[] = [];
  /** How often a mail was brought, taken or not. */
  attempts = 0;
  mood: SinkMood = 'takes';
  /** Told of each mail that is brought, before anything is answered. */
  onAttempt: ((mood: SinkMood) => void) | undefined;
  /** Told of each mail that is kept, before the sender is, who is not told at all when the connection is dropped. */
  onMail: ((mail: ArrivedMail, isTold: boolean) => void) | undefined;
  private readonly hanging = new Map<string, () => void>();

  private constructor(
    private readonly server: SMTPServer,
    private readonly port: number,
  ) {}

  static async start(): Promise<MailSink> {
    // Asked for once the server listens, and so once there is a sink.
    const sink: { is?: MailSink } = {};
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      logger: false,
      closeTimeout: 100,
      onConnect: ({ id }, done) => sink.is?.greet(id, done),
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
    sink.is = new MailSink(server, (server.server.address() as AddressInfo).port);
    return sink.is;
  }

  get url(): string {
    return `smtp://127.0.0.1:${this.port}`;
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

  /** Refuses new connections, until `listen`; those that are open go on. */
  deafen(): void {
    this.server.server.close();
  }

  /** Takes connections again, at the same port. */
  async listen(): Promise<void> {
    this.server.server.listen(this.port, '127.0.0.1');
    await once(this.server.server, 'listening');
  }

  /** Cuts whoever waits for an answer that does not come, as the end of the process would. */
  cutHanging(): void {
    for (const id of this.hanging.keys()) this.cut(id);
    this.hanging.clear();
  }

  async stop(): Promise<void> {
    for (const letGo of this.hanging.values()) letGo();
    await new Promise<void>((closed) => this.server.close(() => closed()));
  }

  private greet(sessionId: string, done: (error?: Error | null) => void): void {
    const { mood } = this;
    if (mood !== 'unavailable' && mood !== 'is silent') return done();
    this.brought(mood);
    if (mood === 'is silent') this.hanging.set(sessionId, () => done());
    else done(Object.assign(new Error('try later'), { responseCode: 421 }));
  }

  private async receive(
    raw: Buffer,
    envelope: ArrivedMail['envelope'],
    sessionId: string,
    done: (error?: Error | null) => void,
  ): Promise<void> {
    const { mood } = this;
    this.brought(mood);
    if (mood === 'refuses') return done(Object.assign(new Error('not now'), { responseCode: 451 }));
    if (mood === 'hangs') return void this.hanging.set(sessionId, () => done());
    const mail = { ...(await simpleParser(raw)), envelope };
    const isTold = mood !== 'takes and drops';
    this.mails.push(mail);
    this.onMail?.(mail, isTold);
    if (isTold) done();
    else this.cut(sessionId);
  }

  private brought(mood: SinkMood): void {
    this.attempts += 1;
    this.onAttempt?.(mood);
  }

  private cut(sessionId: string): void {
    for (const { id, _socket } of this.server.connections as Set<Connection>) if (id === sessionId) _socket.destroy();
  }
}
