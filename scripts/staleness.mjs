import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const NOT_BUILT = new Set(['node_modules', 'dist', 'test', 'coverage']);
const isTest = (name) => /[.-]spec\.ts$/.test(name);

/**
 * @param {string} dir
 * @returns {string[]} the files under it that a build reads, in a fixed order
 */
function sourceFiles(dir) {
  return readdirSync(dir, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      if (NOT_BUILT.has(entry.name) || isTest(entry.name)) return [];
      const path = join(dir, entry.name);
      return entry.isDirectory() ? sourceFiles(path) : [path];
    });
}

/**
 * Tells one state of some sources from another by their names and contents; times are left out, because a checkout
 * sets them and a copy may keep them.
 * @param {string} root folder that the names are relative to
 * @param {readonly string[]} dirs folders, without what no build reads: dist, tests, node_modules
 * @param {readonly string[]} files
 * @returns {string} hexadecimal SHA-256
 */
export function fingerprint(root, dirs, files) {
  const hash = createHash('sha256');
  const all = [...files.map((file) => join(root, file)), ...dirs.flatMap((dir) => sourceFiles(join(root, dir)))];
  for (const path of all) {
    const content = readFileSync(path);
    hash.update(`${path.slice(root.length)}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/**
 * Whether `npm ci` has nothing to do: every package of the lock file is there in its version. Only an optional package
 * that is made for another system may be missing.
 * @param {{ packages: Record<string, any> }} lock package-lock.json
 * @param {{ packages: Record<string, any> }} installed node_modules/.package-lock.json, which npm writes
 * @param {{ platform: string, arch: string }} system as `process` names them
 */
export function isInstalled(lock, installed, { platform, arch }) {
  return Object.entries(lock.packages).every(([path, wanted]) => {
    if (!path.includes('node_modules/')) return true;
    const found = installed.packages[path];
    if (found) return found.version === wanted.version && found.integrity === wanted.integrity;
    // Which C library a system has is npm's business: such a package is never asked for here.
    const isForThisSystem =
      (wanted.os ?? wanted.cpu) &&
      !wanted.libc &&
      (!wanted.os || wanted.os.includes(platform)) &&
      (!wanted.cpu || wanted.cpu.includes(arch));
    return Boolean(wanted.optional) && !isForThisSystem;
  });
}
