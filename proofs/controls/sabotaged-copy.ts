import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { repository } from '../repository.js';

const run = promisify(execFile);

/** What a build leaves, and what tells that it is up to date: whatever a patch does not change need not be built again. */
const built = ['api/dist', 'sdk/dist', 'widget/dist', 'node_modules/.cache/parley'];

/** The widget takes no part in a run: the one that was built before is served. */
const buildScript = `import('./scripts/set-up.mjs').then(({ build }) => build(['api', 'sdk']))`;

/** A throw-away copy of this repository with a patch applied, built by its own scripts. */
export class SabotagedCopy {
  private constructor(readonly root: string) {}

  /** @throws Error when the patch does not apply, or what it makes of the product cannot be built */
  static async make(patch: string): Promise<SabotagedCopy> {
    const copy = new SabotagedCopy(realpathSync(mkdtempSync(join(tmpdir(), 'parley-control-'))));
    try {
      await copy.copyFiles();
      copy.linkPackages();
      // Outside of any repository, wherever the folder for temporary files is: git would look for one above.
      const env = { ...process.env, GIT_CEILING_DIRECTORIES: dirname(copy.root) };
      await run('git', ['apply', patch], { cwd: copy.root, env });
      await run(process.execPath, ['--eval', buildScript], { cwd: copy.root, maxBuffer: 64 * 1024 * 1024 });
      return copy;
    } catch (error) {
      copy.remove();
      throw error;
    }
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  /** Every file that git knows, as it is now. */
  private async copyFiles(): Promise<void> {
    const { stdout } = await run('git', ['ls-files', '-z'], { cwd: repository, maxBuffer: 64 * 1024 * 1024 });
    for (const path of [...stdout.split('\0').filter(Boolean), ...built]) {
      const [from, to] = [join(repository, path), join(this.root, path)];
      if (!existsSync(from)) continue;
      mkdirSync(dirname(to), { recursive: true });
      cpSync(from, to, { recursive: true });
    }
  }

  /** The packages are this repository's, but the workspaces among them are the copy's. */
  private linkPackages(): void {
    const packages = join(repository, 'node_modules');
    for (const name of readdirSync(packages)) {
      if (name === '@parley' || name === '.cache') continue;
      symlinkSync(join(packages, name), join(this.root, 'node_modules', name));
    }
    const own = join(this.root, 'node_modules', '@parley');
    mkdirSync(own);
    for (const workspace of readdirSync(join(packages, '@parley'))) {
      symlinkSync(join(this.root, workspace), join(own, workspace));
    }
  }
}
