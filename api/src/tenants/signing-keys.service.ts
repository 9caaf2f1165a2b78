import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { ServerCaller } from '../common/access/caller.js';
import { DomainError } from '../common/errors/domain-error.js';
import { isId, newId } from '../common/ids.js';
import { decodeCursor, listScope, page } from '../common/schema/paging.js';
import { Database } from '../database/database.js';
import { Sealing } from '../database/sealing.js';
import { requirePublicKey } from './public-key.js';
import { sealedPlace, SigningKeyDirectory } from './signing-key-directory.js';
import type {
  CreateSigningKey,
  ListSigningKeys,
  NewSigningKey,
  SigningKey,
  SigningKeyPage,
} from './signing-key.schema.js';
import { type SigningKeyRow, SigningKeysRepository, type VerifyingKeyRow } from './signing-keys.repository.js';
import { TenantsRepository } from './tenants.repository.js';

/** Two, so that a tenant's servers can be moved from the old key to the new one without a pause. */
const maxLiveKeys = 2;

const toSigningKey = (row: SigningKeyRow): SigningKey => ({
  kid: row.kid,
  alg: row.alg,
  createdAt: row.created_at.toISOString(),
});

/** Rolls the keys with which a tenant signs tokens for its users. */
@Injectable()
export class SigningKeysService {
  constructor(
    private readonly database: Database,
    private readonly tenants: TenantsRepository,
    private readonly keys: SigningKeysRepository,
    private readonly directory: SigningKeyDirectory,
    private readonly sealing: Sealing,
  ) {}

  /**
   * Makes a key. The answer is the only one that holds the secret of an HS256 key.
   * @throws DomainError too_many_keys | validation_failed (a public key that is missing, not wanted, or not of this algorithm)
   */
  async add({ tenantId }: ServerCaller, input: CreateSigningKey): Promise<NewSigningKey> {
    const { row, secret } = this.make(tenantId, input);
    const made = await this.database.tenantTransaction(tenantId, async (manager) => {
      await this.tenants.lock(manager, tenantId);
      if ((await this.keys.countLive(manager, tenantId)) >= maxLiveKeys) throw new DomainError('too_many_keys');
      return this.keys.insert(manager, tenantId, row);
    });
    this.directory.forget(tenantId);
    return { ...toSigningKey(made), ...(secret ? { secret: secret.toString('base64url') } : {}) };
  }

  private make(tenantId: string, { alg, publicKey }: CreateSigningKey): { row: VerifyingKeyRow; secret?: Buffer } {
    const kid = newId();
    if (alg !== 'HS256') {
      if (!publicKey) throw DomainError.invalid('/publicKey', `is needed for ${alg}`);
      return { row: { kid, alg, public_key: requirePublicKey(alg, publicKey), sealed_secret: null } };
    }
    if (publicKey) throw DomainError.invalid('/publicKey', 'is not for HS256, whose secret is made here');
    const secret = randomBytes(32);
    const sealed = this.sealing.seal(secret, sealedPlace(tenantId, kid));
    return { row: { kid, alg, public_key: null, sealed_secret: sealed }, secret };
  }

  /** The live keys, oldest first. */
  async list(caller: ServerCaller, { limit, cursor }: ListSigningKeys): Promise<SigningKeyPage> {
    const scope = listScope(caller, 'signing-keys');
    const rows = await this.keys.list(caller.tenantId, decodeCursor(scope, cursor), limit + 1);
    const { items, nextCursor } = page(rows, limit, scope, (row) => row.kid);
    return { items: items.map(toSigningKey), nextCursor };
  }

  /**
   * Stops a key: tokens signed with it are refused here at once, on other nodes within a second. Sessions that were
   * opened with such tokens live on. Done already: nothing happens.
   * @throws DomainError key_not_found
   */
  async remove({ tenantId }: ServerCaller, kid: string): Promise<void> {
    const isKnown =
      isId(kid) &&
      (await this.database.tenantTransaction(tenantId, (manager) => this.keys.remove(manager, tenantId, kid)));
    if (!isKnown) throw new DomainError('key_not_found');
    this.directory.forget(tenantId);
  }
}
