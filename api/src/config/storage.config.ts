import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Environment } from './environment.js';

/** Where files are kept: pictures of people, and what is derived from them. */
export class StorageConfig {
  /** Absolute path of the folder. */
  readonly dir: string;

  constructor({ STORAGE_URL, PARLEY_DATA_DIR }: Pick<Environment, 'STORAGE_URL' | 'PARLEY_DATA_DIR'>) {
    this.dir = resolve(STORAGE_URL === undefined ? join(PARLEY_DATA_DIR, 'files') : dirOf(STORAGE_URL));
  }
}

/**
 * The folder that a `file:` address names: `file:///srv/files`, `file:/srv/files` or `file:files`, which is below the
 * folder that the server was started in.
 * @throws TypeError when it names a host, or nothing
 */
export function dirOf(url: string): string {
  if (/^file:\/\//.test(url)) return fileURLToPath(url);
  const path = decodeURIComponent(url.replace(/^file:/, ''));
  if (path === '' || path.includes('\0')) throw new TypeError('an address without a path');
  return path;
}
