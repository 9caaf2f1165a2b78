import { randomUUID } from 'node:crypto';
import { mkdir, open, opendir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Injectable, Logger } from '@nestjs/common';
import { DomainError } from '../common/errors/domain-error.js';
import { StorageConfig } from '../config/storage.config.js';
import { isKey, Storage, type StoredFile } from './storage.js';

const isMissing = (error: unknown): boolean =>
  ['ENOENT', 'ENOTDIR'].includes(String((error as { code?: string }).code));

/** Keeps files in a folder, readable by the server's user only. */
@Injectable()
export class FileStorage extends Storage {
  private readonly logger = new Logger('FileStorage');

  constructor(private readonly config: StorageConfig) {
    super();
  }

  async write(key: string, bytes: Uint8Array): Promise<void> {
    const path = this.pathOf(key);
    const aside = `${path}.new-${randomUUID()}`;
    try {
      await this.makeFolder(dirname(path));
      await writeDurably(aside, bytes);
      await rename(aside, path);
      await syncFolder(dirname(path));
    } catch (error) {
      await rm(aside, { force: true }).catch(() => undefined);
      this.logger.error({ err: error }, 'a file could not be kept');
      throw new DomainError('unavailable', 'The file could not be kept');
    }
  }

  async read(key: string): Promise<Buffer | undefined> {
    try {
      return await readFile(this.pathOf(key));
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async remove(key: string): Promise<void> {
    await rm(this.pathOf(key), { force: true });
  }

  async *listTenants(): AsyncIterable<string> {
    yield* namesIn(this.config.dir);
  }

  /** What was being written when a server died is listed too: its name is that of no file that anybody asks for. */
  async *list(tenantId: string, feature: string): AsyncIterable<StoredFile> {
    for await (const name of namesIn(join(this.config.dir, tenantId, feature))) {
      const key = `${tenantId}/${feature}/${name}`;
      if (!isKey(key)) continue;
      const found = await stat(this.pathOf(key)).catch(() => undefined);
      if (found?.isFile()) yield { key, modifiedAt: found.mtime };
    }
  }

  private pathOf(key: string): string {
    // What asks so is a bug, and must not reach a file.
    if (!isKey(key)) throw new Error('no key of a file');
    return join(this.config.dir, key);
  }

  /** Makes a folder whose entry outlives a power cut, too. */
  private async makeFolder(dir: string): Promise<void> {
    const first = await mkdir(dir, { recursive: true, mode: 0o700 });
    if (first === undefined) return;
    for (let made = dir; made.length >= first.length; made = dirname(made)) await syncFolder(dirname(made));
  }
}

/** The entries of a folder; none when it is not there. Hidden ones, and what has no name of ours, are somebody else's. */
async function* namesIn(dir: string): AsyncIterable<string> {
  try {
    for await (const { name } of await opendir(dir)) if (/^[a-z0-9][a-z0-9.-]*$/.test(name)) yield name;
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncFolder(dir: string): Promise<void> {
  const handle = await open(dir, 'r');
  await handle.sync().finally(() => handle.close());
}
