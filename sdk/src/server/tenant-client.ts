import type { CallOptions } from '../chat.js';
import type {
  CreateSigningKey,
  NewSecretKey,
  NewSigningKey,
  PatchTenant,
  PutExternalUser,
  Report,
  ReportPage,
  Session,
  SigningKeyPage,
  Tenant,
  UpdateReport,
  User,
} from '../contract/index.js';
import type { PageQuery, RestCaller } from '../rooms.js';
import { trimUrl } from '../token-storage.js';
import { createRest, path } from '../transport/rest.js';
import { createActingUser, createServerRooms } from './acting-user.js';
import type { ActingUser, ServerRooms } from './acting-user.js';
import { wrongInput } from './wrong-input.js';

/** What {@link createTenantClient} needs. */
export interface TenantClientOptions {
  /** The server's address, as in `https://chat.example.com`. */
  url: string;
  /** A secret key of the tenant, `sk_...`. */
  secretKey: string;
}

/** What a tenant's own server does with its secret key. All calls reject with a `ChatError`. */
export interface TenantClient {
  readonly tenant: {
    get(options?: CallOptions): Promise<Tenant>;
    /** What is not named stays, at every depth. */
    update(patch: PatchTenant, options?: CallOptions): Promise<Tenant>;
  };
  readonly secretKeys: {
    /** Makes the second one: two at most, so that one can be rolled. */
    create(options?: CallOptions): Promise<NewSecretKey>;
    remove(keyId: string, options?: CallOptions): Promise<void>;
  };
  readonly signingKeys: {
    /** Makes one of two at most; the secret of HS256 is shown this once. */
    create(input: CreateSigningKey, options?: CallOptions): Promise<NewSigningKey>;
    list(query?: PageQuery, options?: CallOptions): Promise<SigningKeyPage>;
    remove(kid: string, options?: CallOptions): Promise<void>;
  };
  readonly users: {
    /**
     * Makes a person of the tenant's own login before they first come, or changes how they look.
     * @param externalId what stands in `sub` of their tokens
     */
    putExternal(externalId: string, profile?: PutExternalUser, options?: CallOptions): Promise<User>;
    get(userId: string, options?: CallOptions): Promise<User>;
    /** Deletes a user for good. */
    remove(userId: string, options?: CallOptions): Promise<void>;
    /** Opens a session for any user of the tenant, without a signed token. */
    openSession(userId: string, options?: CallOptions): Promise<Session>;
  };
  readonly reports: {
    /** What people reported, the newest first, with the evidence as it was then. */
    list(query?: PageQuery & { status?: Report['status'] }, options?: CallOptions): Promise<ReportPage>;
    /** Notes what became of one. @throws ChatError report_not_found */
    update(reportId: string, patch: UpdateReport, options?: CallOptions): Promise<Report>;
  };
  /** All rooms of the tenant. */
  readonly rooms: ServerRooms;
  /** Acts for a user of the tenant. Makes no request by itself. */
  as(userId: string): ActingUser;
}

/**
 * Makes a client for the server of a tenant. Nothing is sent before the first call. What can be asked again without harm is,
 * twice, while Parley is not reached or not available; limits are told, never waited for.
 * @throws ChatError validation_failed when `url` is no http(s) address or `secretKey` no secret key
 */
export function createTenantClient({ url, secretKey }: TenantClientOptions): TenantClient {
  const baseUrl = trimUrl(url);
  if (!URL.canParse(baseUrl) || !/^https?:$/.test(new URL(baseUrl).protocol)) {
    throw wrongInput('url', 'must be an http(s) address');
  }
  if (!/^sk_[\w-]+$/.test(secretKey)) throw wrongInput('secretKey', 'must be a secret key, sk_...');
  // Every call has an end of its own; none has to be ended from here.
  const { signal: never } = new AbortController();
  const callerOf = (headers: Record<string, string>): RestCaller => ({
    call: createRest(baseUrl, { Authorization: `Bearer ${secretKey}`, ...headers }, never),
  });
  const server = callerOf({});
  return {
    tenant: {
      get: ({ signal } = {}) => server.call({ method: 'GET', path: '/tenant', signal }),
      update: (body, { signal } = {}) => server.call({ method: 'PATCH', path: '/tenant', body, signal }),
    },
    secretKeys: {
      create: ({ signal } = {}) => server.call({ method: 'POST', path: '/tenant/keys', signal }),
      remove: (keyId, { signal } = {}) => server.call({ method: 'DELETE', path: path`/tenant/keys/${keyId}`, signal }),
    },
    signingKeys: {
      create: (body, { signal } = {}) => server.call({ method: 'POST', path: '/tenant/signing-keys', body, signal }),
      list: (query = {}, { signal } = {}) =>
        server.call({ method: 'GET', path: '/tenant/signing-keys', query: { ...query }, signal }),
      remove: (kid, { signal } = {}) =>
        server.call({ method: 'DELETE', path: path`/tenant/signing-keys/${kid}`, signal }),
    },
    users: {
      putExternal: (externalId, body = {}, { signal } = {}) =>
        server.call({ method: 'PUT', path: path`/users/external/${externalId}`, body, signal }),
      get: (userId, { signal } = {}) => server.call({ method: 'GET', path: path`/users/${userId}`, signal }),
      remove: (userId, { signal } = {}) => server.call({ method: 'DELETE', path: path`/users/${userId}`, signal }),
      openSession: (userId, { signal } = {}) =>
        server.call({ method: 'POST', path: path`/users/${userId}/tokens`, signal }),
    },
    reports: {
      list: (query = {}, { signal } = {}) =>
        server.call({ method: 'GET', path: '/reports', query: { ...query }, signal }),
      update: (reportId, body, { signal } = {}) =>
        server.call({ method: 'PATCH', path: path`/reports/${reportId}`, body, signal }),
    },
    rooms: createServerRooms(server),
    as: (userId) => createActingUser(callerOf({ 'X-Parley-User': userId })),
  };
}
