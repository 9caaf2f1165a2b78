/** What has to be there before anything runs. Run by itself it installs and builds it. */
import './require-node.mjs';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { fingerprint, isInstalled } from './staleness.mjs';
import { npm, ROOT, runScript, step } from './steps.mjs';

/** Builds that need nothing of each other run side by side; each list is built in its order. */
const CHAINS = [['api'], ['sdk', 'widget']];

/** What else a workspace is built from: folders of others, and files at the root. */
const ALSO_FROM = {
  api: { dirs: [], files: ['nest-cli.json'] },
  sdk: { dirs: [], files: [] },
  widget: { dirs: ['sdk'], files: [] },
};
const FOR_ALL = ['package-lock.json', 'tsconfig.base.json'];

// In node_modules, so that a fresh install forgets what was built with the old one.
const STAMPS = join(ROOT, 'node_modules', '.cache', 'parley');
const stampOf = (workspace) => join(STAMPS, `built-${workspace}`);

/** @param {string} path */
const readOrNothing = (path) => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
};

/** Installs the packages of package-lock.json, when they are not there already. */
export async function install() {
  const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
  const installed = readOrNothing(join(ROOT, 'node_modules', '.package-lock.json'));
  if (installed && isInstalled(lock, JSON.parse(installed), process)) return;
  // No install script is needed, and which of them npm runs depends on its version. The build tools are wanted also
  // where NODE_ENV says production.
  await step('Installing packages (npm ci)', () => npm(['ci', '--include=dev', '--ignore-scripts']));
}

const sourcesOf = (workspace) => {
  const { dirs, files } = ALSO_FROM[workspace];
  return fingerprint(ROOT, [workspace, ...dirs], [...FOR_ALL, ...files]);
};

const isBuilt = (workspace) =>
  existsSync(join(ROOT, workspace, 'dist')) && readOrNothing(stampOf(workspace)) === sourcesOf(workspace);

async function buildOne(workspace) {
  // Taken before the build: what changes while it runs is built the next time.
  const sources = sourcesOf(workspace);
  rmSync(stampOf(workspace), { force: true });
  await npm(['run', 'build', '-w', workspace]);
  mkdirSync(STAMPS, { recursive: true });
  writeFileSync(stampOf(workspace), sources);
}

/**
 * Builds the workspaces whose sources, or whose dependencies' sources, changed since they were built.
 * @param {readonly string[]} wanted only these of them; all when left out
 * @returns {Promise<string[]>} those that were built
 */
export async function build(wanted = CHAINS.flat()) {
  const chains = CHAINS.map((chain) => chain.filter((workspace) => wanted.includes(workspace) && !isBuilt(workspace)));
  const stale = chains.flat();
  if (stale.length === 0) return stale;
  await step(`Building ${stale.join(', ')}`, async () => {
    const results = await Promise.allSettled(
      chains.map(async (chain) => {
        for (const workspace of chain) await buildOne(workspace);
      }),
    );
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
  });
  return stale;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await runScript(async () => {
    await install();
    await build();
  });
}
