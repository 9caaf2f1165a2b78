import { createHash } from 'node:crypto';
import { chmodSync, cpSync, lstatSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { repository } from '../repository.js';
import { type Control, patchesDir } from './controls.js';

const run = promisify(execFile);
const maxOutputBytes = 64 * 1024 * 1024;

/** A built copy of this repository with one patch in it. */
export interface PatchedCopy {
  readonly root: string;
  remove(): void;
}

/**
 * Copies what belongs to the repository as it stands here, patches the copy and builds it with its own scripts.
 * @throws Error when the patch does not apply, or what it makes cannot be built
 */
export async function makePatchedCopy({ id, patch }: Control): Promise<PatchedCopy> {
  // The same place each time: what is bundled for a project under test is named after its folder.
  const place = createHash('sha256').update(repository).digest('hex').slice(0, 8);
  const root = join(tmpdir(), `parley-control-${place}-${id}`);
  const remove = (): void => rmSync(root, { recursive: true, force: true });
  remove();
  try {
    mkdirSync(root);
    // PostgreSQL may run as another user, who passes through here.
    chmodSync(root, 0o755);
    await copyFiles(root);
    linkPackages(root);
    await run('git', ['apply', join(patchesDir, patch)], { cwd: root, env: outsideOfAnyRepository() });
    await run(process.execPath, [join(root, 'scripts', 'set-up.mjs')], { cwd: root, maxBuffer: maxOutputBytes });
    return { root, remove };
  } catch (error) {
    remove();
    throw new Error(`${id} cannot be built: ${(error as Error).message}`, { cause: error });
  }
}

/** A folder in another repository's would be taken for a part of that one, and the patch be passed over. */
const outsideOfAnyRepository = (): NodeJS.ProcessEnv => ({ ...process.env, GIT_CEILING_DIRECTORIES: tmpdir() });

async function copyFiles(root: string): Promise<void> {
  const { stdout } = await run('git', ['ls-files', '-z'], { cwd: repository, maxBuffer: maxOutputBytes });
  for (const file of stdout.split('\0').filter(Boolean)) {
    const from = join(repository, file);
    if (!lstatSync(from, { throwIfNoEntry: false })?.isFile()) continue;
    mkdirSync(dirname(join(root, file)), { recursive: true });
    cpSync(from, join(root, file));
  }
  // What is built already is built again only where the patch changed its sources.
  for (const dir of ['api/dist', 'sdk/dist', 'widget/dist', 'node_modules/.cache/parley']) {
    cpSync(join(repository, dir), join(root, dir), { recursive: true });
  }
}

/** Packages are those of the repository; its workspaces and what remembers their builds are the copy's own. */
function linkPackages(root: string): void {
  const [from, to] = [join(repository, 'node_modules'), join(root, 'node_modules')];
  for (const name of readdirSync(from)) {
    if (name !== '.cache' && name !== '@parley') symlinkSync(join(from, name), join(to, name));
  }
  mkdirSync(join(to, '@parley'));
  for (const workspace of ['api', 'sdk', 'widget']) {
    symlinkSync(join(root, workspace), join(to, '@parley', workspace));
  }
}
