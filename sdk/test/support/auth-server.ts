import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Session, User } from '../../src/contract/index.js';
import { subjectOf } from '../../src/naming.js';

/** One session with its user. */
export interface Account {
  user: User;
  /** How often its refresh token was exchanged; the token names it. */
  generation: number;
  isOver: boolean;
}

/** What a request meets instead of its answer. */
export type Fault =
  { path: string; do: 'lose request' | 'lose answer' } | { path: string; status: number; code: string };

/** The auth routes of the API over a real socket, with faults on demand: only what a session's life needs. */
export class AuthServer {
  /** Every request, as `METHOD path`. */
  readonly requests: string[] = [];
  readonly refreshTokens: string[] = [];
  /** Log-ins that came through: which guest's, and whether it was to be merged. */
  readonly logIns: { guest: string | undefined; mergeGuest: unknown }[] = [];
  /** Met by the next requests of their path, one each. */
  readonly faults: Fault[] = [];
  readonly accounts = new Map<string, Account>();
  /** Signed tokens that are answered `token_expired`. */
  readonly refused = new Set<string>();
  /** What other routes answer, as `METHOD path`. */
  readonly answers: Record<string, () => unknown> = {};
  /** Called when a request has come, before it is answered. */
  onRequest: (route: string) => void = () => undefined;
  /** Called when what a request asks for is done; it is answered once that has ended. */
  onDone: (route: string) => Promise<void> = () => Promise.resolve();
  expiresInMs = 600_000;
  #server: Server | undefined;
  #port = 0;
  #expired = new Set<string>();
  #issued = new Set<string>();
  /** Guests who have become an account. */
  #merged = new Set<string>();

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async start(): Promise<void> {
    this.#server = createServer((request, response) => void this.#handle(request, response));
    await new Promise<void>((resolve) => this.#server?.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** The running server. */
  get http(): Server {
    if (!this.#server) throw new Error('not started');
    return this.#server;
  }

  /** Whose token it is, or the code that refuses it. */
  check(token: string): Account | 'invalid_token' | 'token_expired' {
    const account = this.accounts.get(token.split('.')[1] ?? '');
    if (!account || account.isOver) return 'invalid_token';
    return this.#expired.has(token) ? 'token_expired' : account;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    server?.closeAllConnections();
    if (server) await new Promise((resolve) => server.close(resolve));
    this.#server = undefined;
  }

  count(request: string): number {
    return this.requests.filter((it) => it === request).length;
  }

  /** From now on these are answered `token_expired`. */
  expireTokens(): void {
    this.#expired = new Set(this.#issued);
  }

  /** Makes an account as a visit long ago did. @returns its refresh token */
  makeAccount(kind: User['kind']): string {
    return this.#session(this.#account(kind)).refreshToken;
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const route = `${request.method} ${request.url?.slice('/v1'.length)}`;
    this.requests.push(route);
    this.onRequest(route);
    const fault = this.faults.find(({ path }) => route === path);
    if (fault) this.faults.splice(this.faults.indexOf(fault), 1);
    if (fault && 'do' in fault && fault.do === 'lose request') return void request.socket.destroy();
    const token = request.headers.authorization?.slice('Bearer '.length);
    const [status, body] =
      fault && 'status' in fault
        ? problem(fault)
        : this.#answer(route, JSON.parse(text || '{}') as Record<string, string>, token);
    if (fault && 'do' in fault) return void request.socket.destroy();
    await this.onDone(route);
    response.writeHead(status, { 'Content-Type': 'application/json', 'X-Request-Id': 'request-1' });
    response.end(status === 204 ? undefined : JSON.stringify(body));
  }

  #answer(route: string, body: Record<string, string>, token: string | undefined): [number, unknown] {
    const checked = token ? this.check(token) : undefined;
    const caller = typeof checked === 'string' ? undefined : checked;
    if (route === 'POST /auth/guest') return [201, this.#session(this.#account('guest'))];
    if (route === 'POST /auth/login') return this.#login(body, checked);
    if (route === 'POST /auth/exchange') return this.#exchange(body.token ?? '', checked);
    if (route === 'POST /auth/refresh') return this.#refresh(body.refreshToken ?? '');
    if (typeof checked === 'string') return problem({ status: 401, code: checked });
    if (route === 'POST /auth/register') {
      const user: User = {
        ...(caller ?? this.#account('guest')).user,
        kind: 'registered',
        username: body.username ?? '',
      };
      if (caller) caller.isOver = true;
      return [201, this.#session(this.#account('registered', user))];
    }
    if (!caller) return problem({ status: 401, code: 'unauthenticated' });
    if (route === 'POST /auth/logout' || route === 'DELETE /me') {
      caller.isOver = true;
      return [204, undefined];
    }
    const given = this.answers[route];
    if (given) return [200, given()];
    if (route === 'PATCH /me') Object.assign(caller.user, body);
    return [200, { ...caller.user, about: '', email: null, emailVerifiedAt: null, createdAt: '' }];
  }

  /** A guest's session ends with it; each log-in is another account's. */
  #login(body: Record<string, unknown>, caller: Account | string | undefined): [number, unknown] {
    if (typeof caller === 'string') return problem({ status: 401, code: caller });
    this.logIns.push({ guest: caller?.user.id, mergeGuest: body.mergeGuest });
    if (caller) caller.isOver = true;
    const isMerging = !!caller && body.mergeGuest === true;
    if (isMerging) this.#merged.add(caller.user.id);
    const isGuestMerged = isMerging || this.#merged.has(String(body.mergedGuestId));
    return [200, { ...this.#session(this.#account('registered')), isGuestMerged }];
  }

  /** One user for each sub; the session of the caller goes on when it is theirs. */
  #exchange(token: string, caller: Account | string | undefined): [number, unknown] {
    if (typeof caller === 'string') return problem({ status: 401, code: caller });
    if (this.refused.has(token)) return problem({ status: 401, code: 'token_expired' });
    const id = `user of ${subjectOf(token)}`;
    if (caller?.user.id === id) {
      caller.generation++;
      return [200, this.#session(caller)];
    }
    const known = [...this.accounts.values()].find(({ user }) => user.id === id)?.user;
    const user: User = known ?? { id, kind: 'external', username: null, displayName: id, avatarUrl: null };
    return [200, this.#session(this.#account('external', user))];
  }

  #refresh(refreshToken: string): [number, unknown] {
    this.refreshTokens.push(refreshToken);
    const [, id = '', generation] = refreshToken.split('.');
    const account = this.accounts.get(id);
    if (!account || account.isOver) return problem({ status: 401, code: 'invalid_token' });
    // The last one may be asked with again, for its answer may have been lost.
    if (Number(generation) < account.generation - 1) return problem({ status: 401, code: 'invalid_token' });
    account.generation = Number(generation) + 1;
    return [200, this.#session(account)];
  }

  #account(kind: User['kind'], user?: User): Account {
    const id = `session-${this.accounts.size + 1}`;
    const made = user ?? { id: `user-${id}`, kind, username: null, displayName: id, avatarUrl: null };
    const account = { user: made, generation: 0, isOver: false };
    this.accounts.set(id, account);
    return account;
  }

  #session(account: Account): Session {
    const id = [...this.accounts].find(([, it]) => it === account)?.[0] ?? '';
    const accessToken = `access.${id}.${this.#issued.size}`;
    this.#issued.add(accessToken);
    const refreshToken = `refresh.${id}.${account.generation}`;
    return { user: account.user, accessToken, refreshToken, expiresInMs: this.expiresInMs };
  }
}

const problem = ({ status, code }: { status: number; code: string }): [number, unknown] => [
  status,
  { type: `urn:parley:error:${code}`, title: code, status, code, requestId: 'request-1' },
];
