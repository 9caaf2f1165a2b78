import { createSecretKey, type KeyObject } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { FreshCache } from '../common/cache/fresh-cache.js';
import { Sealing } from '../database/sealing.js';
import { toPublicKey } from './public-key.js';
import type { SigningAlg } from './signing-key.schema.js';
import { SigningKeysRepository, type VerifyingKeyRow } from './signing-keys.repository.js';

/** What verifies tokens that were signed with one key of a tenant, and by which algorithm alone. */
export interface VerifyingKey {
  readonly alg: SigningAlg;
  readonly key: KeyObject;
}

/** How old an answer may be: a removed key verifies nothing after this time on any node, and at once on its own. */
const ttlMs = 1_000;
const maxEntries = 10_000;

/** Where the secret of an HS256 key is kept; as of `Sealing.seal`. */
export const sealedPlace = (tenantId: string, kid: string): string => `signing_keys ${tenantId} ${kid}`;

/** Finds the keys that verify what a tenant signed. */
@Injectable()
export class SigningKeyDirectory {
  private readonly logger = new Logger('SigningKeyDirectory');
  /** By tenant, so that made-up key ids neither ask the database nor take memory. */
  private readonly keys = new FreshCache<ReadonlyMap<string, VerifyingKey>>(ttlMs, maxEntries);

  constructor(
    private readonly repository: SigningKeysRepository,
    private readonly sealing: Sealing,
  ) {}

  /** @param kid any text; `undefined` when it names no live key of this tenant */
  async find(tenantId: string, kid: string): Promise<VerifyingKey | undefined> {
    const keys = await this.keys.get(tenantId, async () => {
      const rows = await this.repository.listVerifying(tenantId);
      return new Map(rows.flatMap((row) => this.verifying(tenantId, row)));
    });
    return keys.get(kid);
  }

  /** Makes a change of a tenant's keys show at once on this node. */
  forget(tenantId: string): void {
    this.keys.forget(tenantId);
  }

  /** The key under its id; nothing when it cannot be read, so that the tenant's other key goes on. */
  private verifying(
    tenantId: string,
    { kid, alg, public_key, sealed_secret }: VerifyingKeyRow,
  ): [string, VerifyingKey][] {
    try {
      if (public_key) return [[kid, { alg, key: toPublicKey(public_key) }]];
      if (!sealed_secret) return [];
      return [[kid, { alg, key: createSecretKey(this.sealing.open(sealed_secret, sealedPlace(tenantId, kid))) }]];
    } catch (error) {
      this.logger.error(
        { err: error, tenantId, kid },
        'a signing key cannot be read: is the installation key another one?',
      );
      return [];
    }
  }
}
