/** A file that is kept, as a listing tells it. */
export interface StoredFile {
  readonly key: string;
  readonly modifiedAt: Date;
}

/**
 * Keeps files under keys. A key is `<tenantId>/<feature>/<name>`, the tenant first, and is made by the server from ids of
 * its own; nothing that a caller calls a file becomes a part of it.
 */
export abstract class Storage {
  /**
   * Keeps a file, whole or not at all, durably when this resolves; one of the same key is replaced.
   * @throws DomainError unavailable when there is no room or no right to write
   */
  abstract write(key: string, bytes: Uint8Array): Promise<void>;

  /** A file's bytes; `undefined` = there is none of this key. */
  abstract read(key: string): Promise<Buffer | undefined>;

  /** Takes a file away; nothing when there is none of this key. */
  abstract remove(key: string): Promise<void>;

  /** The tenants that have files, as the first parts of the keys say. */
  abstract listTenants(): AsyncIterable<string>;

  /** The files of one feature of a tenant, in no order. */
  abstract list(tenantId: string, feature: string): AsyncIterable<StoredFile>;
}

/** Parts of a key: no way up, no hidden file, nothing that a file system reads in its own way. */
const keyPattern = /^[a-z0-9][a-z0-9-]*\/[a-z0-9][a-z0-9-]*\/[a-z0-9][a-z0-9.-]*$/;

/** Whether it has the form of a key. */
export const isKey = (key: string): boolean => key.length <= 200 && keyPattern.test(key);
