import type { Session } from '../../src/auth/auth.schema.js';
import type { TenantWithSecret } from '../../src/tenants/tenant.schema.js';
import type { Room } from '../../src/rooms/room.schema.js';
import { testOperatorKey } from './environment.js';
import { rest, type RestAnswer, type RestOptions } from './rest.js';

/** A person of a test tenant, through raw REST. */
export class TestUser {
  constructor(
    readonly session: Session,
    private readonly options: RestOptions,
  ) {}

  get id(): string {
    return this.session.user.id;
  }

  get token(): string {
    return this.session.accessToken;
  }

  /** One request as this person. */
  rest<Body = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<RestAnswer<Body>> {
    return rest<Body>(method, path, { ...this.options, bearer: this.token, body });
  }
}

/** A tenant of one test's own: what it does disturbs no other test. */
export class TestTenant {
  constructor(
    private readonly tenant: TenantWithSecret,
    private readonly url: string | undefined,
  ) {}

  get id(): string {
    return this.tenant.id;
  }

  get key(): string {
    return this.tenant.publicKey;
  }

  get secretKey(): string {
    return this.tenant.secretKey;
  }

  /** One request with the public key alone, unless `options` say otherwise. */
  rest<Body = Record<string, unknown>>(
    method: string,
    path: string,
    options: RestOptions = {},
  ): Promise<RestAnswer<Body>> {
    const credential = options.bearer === undefined ? { key: this.key } : {};
    return rest<Body>(method, path, { ...(this.url ? { url: this.url } : {}), ...credential, ...options });
  }

  async guest(displayName?: string): Promise<TestUser> {
    const { body } = await this.rest<Session>('POST', '/v1/auth/guest', { body: displayName ? { displayName } : {} });
    return this.user(body);
  }

  /** Whoever has this session. */
  user(session: Session): TestUser {
    return new TestUser(session, this.url ? { url: this.url } : {});
  }

  async settings(settings: unknown): Promise<void> {
    const { status } = await this.rest('PATCH', '/v1/tenant', { bearer: this.secretKey, body: { settings } });
    if (status !== 200) throw new Error(`settings were refused with ${status}`);
  }

  async lobby(): Promise<Room> {
    return (await this.rest<Room>('GET', '/v1/rooms/by-slug/lobby')).body;
  }
}

/** Makes a tenant; `limits: 'none'` lifts those that many quick calls of one address would meet. */
export async function makeTenant(options: { url?: string; limits?: 'none' | 'default' } = {}): Promise<TestTenant> {
  const { url, limits = 'none' } = options;
  const made = await rest<TenantWithSecret>('POST', '/v1/tenants', {
    ...(url ? { url } : {}),
    bearer: testOperatorKey(),
    body: { name: 'Test' },
  });
  if (made.status !== 201) throw new Error(`no tenant was made: ${made.status} ${JSON.stringify(made.body)}`);
  const tenant = new TestTenant(made.body, url);
  if (limits === 'none') {
    const lifted = {
      guestsPerHourPerIp: null,
      exchangesPerHourPerIp: null,
      connectionsPerIp: null,
      messagesPerMinute: null,
      roomsPerHour: null,
    };
    await tenant.settings({ limits: lifted });
  }
  return tenant;
}
