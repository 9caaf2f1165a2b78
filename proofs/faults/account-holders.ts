import { tokenIn } from '../../api/test/support/mail-files.js';
import type { ArrivedMail } from '../../api/test/support/mail-sink.js';
import type { Session } from '../../sdk/src/contract/index.js';
import { pause, until } from '../clock.js';
import type { MailKind, OwedMail, RequestEvent } from '../history/events.js';
import type { Random } from '../random.js';
import { rest, type RestAnswer, type RestOptions } from '../rest.js';
import type { Scene } from './fault.js';

/** Of each kind of people who have an account before the trouble begins. */
const settled = 4;

const arriveWithinMs = 30_000;
/** How long somebody waits who was told that the server is too busy to begin, and how often, in milliseconds. */
const [busyMs, mostTries] = [1_000, 20];
/** Whoever waits as long for an answer has none. */
const answerWithinMs = 30_000;

const password = 'seven brass trombones';
const subjects: readonly [MailKind, RegExp][] = [
  ['verify_email', /^Confirm /],
  ['reset_password', /^Choose a new password /],
  ['email_changed', / was changed$/],
  ['email_removed', / was removed$/],
];

/** Somebody with an account. */
interface Holder {
  readonly name: string;
  /** The tenant's public key. */
  readonly key: string;
  readonly email: string;
  bearer: string;
}

/** A request without what is written of it. */
interface Asked {
  readonly op: RequestEvent['op'];
  readonly method: 'POST' | 'PUT';
  readonly path: string;
  readonly owes: OwedMail | null;
  readonly options: RestOptions;
  readonly token?: string;
}

/**
 * People who have to do with mail: those who make an account and follow the link as soon as it is there; those who forget
 * their password again and again; those who want another address, which they ask for again, too; and those who remove
 * theirs. The latter three follow their links when all is well again, and what they do is written down.
 */
export class AccountHolders {
  private readonly forgetful: Holder[] = [];
  private readonly movers: Holder[] = [];
  private readonly quitters: Holder[] = [];
  private readonly newcomers = new Map<string, Holder>();
  private readonly arrived = new Map<string, { about: MailKind; token: string }[]>();
  private readonly begun = new Set<Promise<unknown>>();
  private readonly met = new Set<string>();
  private attempts = 0;
  private people = 0;

  constructor(private readonly scene: Scene) {
    const { mailServer, record } = scene;
    if (!mailServer) throw new Error('there is no mail server');
    mailServer.onAttempt = (what) => {
      this.met.add(what);
      if (what !== 'takes') record({ kind: 'trouble', client: 'mail server', what });
    };
    mailServer.onMail = (mail, isTold) => this.take(mail, isTold);
  }

  /**
   * Makes the accounts of those who have one, and waits for their mails.
   * @param everyMs one is begun as often as that
   */
  async settle(everyMs: number): Promise<void> {
    const all: Holder[] = [];
    for (let at = 0; at < settled * 3; at += 1) {
      this.begin(this.register().then((holder) => all.push(holder)));
      await pause(everyMs);
    }
    await this.answered();
    this.forgetful.push(...all.splice(0, settled));
    this.movers.push(...all.splice(0, settled));
    this.quitters.push(...all);
    const isThere = ({ email }: Holder): boolean => this.arrived.has(email);
    const settlers = [...this.forgetful, ...this.movers, ...this.quitters];
    await until('the first mails are there', () => settlers.every(isThere), arriveWithinMs);
    // Only an address that was confirmed is told that it was changed or removed.
    for (const holder of [...this.movers, ...this.quitters]) await this.confirm(holder);
  }

  /** Before the run: it is not written down, and is no use of a link that is counted. */
  private async confirm({ key, email }: Holder): Promise<void> {
    const token = this.arrived.get(email)?.find(({ about }) => about === 'verify_email')?.token;
    const { status } = await this.request('POST', '/auth/email/verify', { key, body: { token } });
    if (status !== 204) throw new Error(`an address could not be confirmed: ${status}`);
  }

  /** Whether a mail was brought to the mail server while it was in that trouble. */
  hasMet(trouble: string): boolean {
    return this.met.has(trouble);
  }

  /** Somebody does something that a mail follows. */
  doSomething(random: Random): void {
    const what = random.weighted({ register: 60, forgot: 18, setEmail: 18, removeEmail: 4 });
    if (what === 'forgot') this.begin(this.forget(random.pick(this.forgetful)));
    else if (what === 'setEmail') this.begin(this.move(random.pick(this.movers)));
    else {
      const quitter = what === 'removeEmail' ? this.quitters.pop() : undefined;
      if (quitter) this.begin(this.quit(quitter));
      else this.beginPair(random);
    }
  }

  /** Waits until whatever was begun is answered. */
  async answered(): Promise<void> {
    while (this.begun.size > 0) await Promise.all(this.begun);
  }

  /** Those who waited follow every link that they got. */
  async followLinks(): Promise<void> {
    for (const holder of this.forgetful) await this.followAll(holder, holder.email, null, 'reset_password');
    for (const holder of this.movers) {
      await this.followAll(holder, newAddress(holder), { to: holder.email, kind: 'email_changed' }, 'verify_email');
    }
    await this.answered();
  }

  /** Nobody looks at mails any more. */
  leave(): void {
    const { mailServer } = this.scene;
    if (mailServer) mailServer.onMail = mailServer.onAttempt = undefined;
  }

  /** Two accounts at the same moment, one without an address: how long that takes is how long the other may take. */
  private beginPair(random: Random): void {
    const pair = [() => this.register({ isNew: true }), () => this.register({ hasEmail: false })];
    for (const register of random.chance(0.5) ? pair : pair.toReversed()) this.begin(register());
  }

  private async register({ isNew = false, hasEmail = true } = {}): Promise<Holder> {
    this.people += 1;
    const { tenants } = this.scene;
    const name = `holder${this.people}`;
    const key = tenants[this.people % tenants.length]?.publicKey ?? '';
    const holder: Holder = { name, key, email: `${name}@example.com`, bearer: '' };
    const { email } = holder;
    if (isNew) this.newcomers.set(email, holder);
    const { body } = await this.ask<Session>(holder, {
      op: 'register',
      method: 'POST',
      path: '/auth/register',
      owes: hasEmail ? { to: email, kind: 'verify_email' } : null,
      options: { key, body: { username: name, password, ...(hasEmail ? { email } : {}) } },
    });
    holder.bearer = body?.accessToken ?? '';
    return holder;
  }

  private forget(holder: Holder): Promise<RestAnswer<unknown>> {
    const { key, email } = holder;
    const owes: OwedMail = { to: email, kind: 'reset_password' };
    return this.ask(holder, {
      op: 'forgot',
      method: 'POST',
      path: '/auth/password/forgot',
      owes,
      options: { key, body: { email } },
    });
  }

  private move(holder: Holder): Promise<RestAnswer<unknown>> {
    const to = newAddress(holder);
    const owes: OwedMail = { to, kind: 'verify_email' };
    return this.ask(holder, { op: 'setEmail', ...emailRequest(holder, to), owes });
  }

  private quit(holder: Holder): Promise<RestAnswer<unknown>> {
    const owes: OwedMail = { to: holder.email, kind: 'email_removed' };
    return this.ask(holder, { op: 'removeEmail', ...emailRequest(holder, null), owes });
  }

  /** Every link to an address: each twice at once, and once more. @param owes what the one that works is followed by */
  private async followAll(holder: Holder, to: string, owes: OwedMail | null, about: MailKind): Promise<void> {
    for (const mail of this.arrived.get(to) ?? []) if (mail.about === about) await this.follow(holder, mail, owes);
  }

  private async follow(
    holder: Holder,
    { about, token }: { about: MailKind; token: string },
    owes: OwedMail | null,
  ): Promise<void> {
    const isReset = about === 'reset_password';
    const use = (): Promise<RestAnswer<unknown>> =>
      this.ask(holder, {
        op: isReset ? 'reset' : 'verify',
        method: 'POST',
        path: isReset ? '/auth/password/reset' : '/auth/email/verify',
        owes,
        options: { key: holder.key, body: isReset ? { token, password: `${password} and a drum` } : { token } },
        token,
      });
    await Promise.all([use(), use()]);
    await use();
  }

  private take(mail: ArrivedMail, isTold: boolean): void {
    const { messageId = '', subject = '', envelope } = mail;
    const about = subjects.find(([, pattern]) => pattern.test(subject))?.[0];
    if (!about) return this.scene.broken('mail server', `a mail came that says: ${subject}`);
    const to = envelope.to.join(', ');
    const token = tokenIn(mail, about === 'reset_password' ? 'reset' : 'verify') ?? null;
    this.scene.record({ kind: 'mail', client: 'mail server', messageId, to, about, token, isTold });
    const own = this.arrived.get(to) ?? [];
    this.arrived.set(to, own);
    if (token === null || own.some((one) => one.token === token)) return;
    own.push({ about, token });
    const newcomer = this.newcomers.get(to);
    if (newcomer) this.begin(this.follow(newcomer, { about, token }, null));
  }

  private begin(what: Promise<unknown>): void {
    this.begun.add(what);
    void what.finally(() => this.begun.delete(what));
  }

  /** Asks, and again where the server is too busy to begin. */
  private async ask<Body>(holder: Holder, asked: Asked): Promise<RestAnswer<Body>> {
    let answer = await this.askOnce<Body>(holder, asked);
    for (let tries = 1; answer.code === 'overloaded' && tries < mostTries; tries += 1) {
      await pause(busyMs);
      answer = await this.askOnce<Body>(holder, asked);
    }
    return answer;
  }

  private async askOnce<Body>(
    { name: client }: Holder,
    { op, method, path, owes, options, token }: Asked,
  ): Promise<RestAnswer<Body>> {
    const { record } = this.scene;
    this.attempts += 1;
    const event = { kind: 'request', client, op, attempt: `${this.attempts}`, owes, token } as const;
    record({ ...event, type: 'invoke' });
    const answer = await this.request<Body>(method, path, options);
    const { status, code } = answer;
    if (status >= 200 && status < 300) record({ ...event, type: 'ok' });
    else {
      const isRefused = (status >= 400 && status < 500) || code === 'overloaded';
      record({ ...event, type: isRefused ? 'fail' : 'info', code });
    }
    return answer;
  }

  /** One request to the first node, which is not written down. */
  private request<Body>(method: string, path: string, options: RestOptions): Promise<RestAnswer<Body>> {
    return rest<Body>(this.scene.nodes[0]?.url ?? '', method, path, { ...options, timeoutMs: answerWithinMs });
  }
}

/** Where somebody wants to be reached. */
const newAddress = ({ name }: Holder): string => `${name}.new@example.com`;

const emailRequest = ({ bearer }: Holder, email: string | null) =>
  ({ method: 'PUT', path: '/me/email', options: { bearer, body: { email, password } } }) as const;
