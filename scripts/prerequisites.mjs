/** What the tests need beside Node.js and the packages of package-lock.json. Run by itself it gets what is missing. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { CommandError, quietly, ROOT, runScript, step } from './steps.mjs';

// The first has no windows to draw: half the work for the same pages.
const BROWSERS = [
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'chrome',
];
const MAC_APPS = ['Google Chrome', 'Chromium'].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`);

const isProgram = (path) => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** @returns {string | undefined} the first of these programs that the PATH has */
const onPath = (names) =>
  names
    .flatMap((name) => (process.env.PATH ?? '').split(delimiter).map((dir) => join(dir, name)))
    .find((path) => isProgram(path));

/** Some distributions have a `chromium-browser` that only tells where to get one. */
const answers = (path) => spawnSync(path, ['--version'], { timeout: 30_000, stdio: 'ignore' }).status === 0;

/**
 * The browser that tests use: CHROMIUM_PATH, else one on the PATH, else the one that Playwright installed.
 * @returns {Promise<string | undefined>} path of its program
 */
export async function browserPath() {
  if (process.env.CHROMIUM_PATH) return process.env.CHROMIUM_PATH;
  const installed = [...BROWSERS.map((name) => onPath([name])), ...MAC_APPS];
  const found = installed.find((path) => path && isProgram(path) && answers(path));
  if (found) return found;
  const { chromium } = await import('playwright-core');
  return existsSync(chromium.executablePath()) ? chromium.executablePath() : undefined;
}

const isRoot = () => process.getuid?.() === 0;

/** Does something that depends on the network up to three times. */
async function withRetries(work) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt === 3) throw error;
      await delay(3_000 * attempt);
    }
  }
}

/** @param {readonly string[]} packages of Debian and what derives from it */
async function aptInstall(packages) {
  const apt = (...args) =>
    quietly('apt-get', ['-o', 'Acquire::Retries=3', '-o', 'DPkg::Lock::Timeout=120', ...args], {
      // Runlevel 1: what a package brings as a service is not started.
      env: { DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' },
    });
  await withRetries(async () => {
    await apt('update');
    await apt('install', '-y', '--no-install-recommends', ...packages);
  });
}

// Emoji; Chinese, Japanese and Korean; Arabic: people of a chat write all of them, and screenshots show it.
const FONTS = ['fonts-noto-color-emoji', 'fonts-wqy-zenhei', 'fonts-dejavu-core'];

async function installBrowser() {
  if (isRoot() && onPath(['apt-get'])) {
    for (const name of ['chromium-headless-shell', 'chromium']) {
      try {
        await aptInstall([name, ...FONTS]);
        if (await browserPath()) return;
      } catch (error) {
        // Not every distribution with apt-get has the package.
        if (!(error instanceof CommandError)) throw error;
      }
    }
  }
  const withDependencies = isRoot() && onPath(['apt-get']) ? ['--with-deps'] : [];
  const cli = join(ROOT, 'node_modules', 'playwright-core', 'cli.js');
  await withRetries(() => quietly(process.execPath, [cli, 'install', ...withDependencies, 'chromium']));
}

/**
 * @typedef {object} Prerequisite
 * @property {string} name
 * @property {string} variable environment variable that tells the tests where it is
 * @property {() => Promise<string | undefined>} find
 * @property {() => Promise<void>} install
 * @property {string} hint what a person may do when it can't be had
 */

/**
 * A program of the distribution's: by its variable, else on the PATH, else its package when we may install one.
 * @param {string} name
 * @param {string} variable
 * @param {string} program
 * @param {string} debianPackage
 * @returns {Prerequisite}
 */
function packaged(name, variable, program, debianPackage) {
  return {
    name,
    variable,
    // Where distributions keep servers is not on everybody's PATH.
    find: async () =>
      process.env[variable] ??
      onPath([program]) ??
      (isProgram(`/usr/sbin/${program}`) ? `/usr/sbin/${program}` : undefined),
    async install() {
      if (isRoot() && onPath(['apt-get'])) await aptInstall([debianPackage]);
    },
    hint: `install ${name} with your package manager, or set ${variable} to its program`,
  };
}

/** @type {readonly Prerequisite[]} */
const PREREQUISITES = [
  {
    name: 'Chromium',
    variable: 'CHROMIUM_PATH',
    find: browserPath,
    install: installBrowser,
    hint: 'install Chromium or Chrome, or set CHROMIUM_PATH to its program',
  },
  packaged('Redis', 'REDIS_SERVER_PATH', 'redis-server', 'redis-server'),
  packaged('nginx', 'NGINX_PATH', 'nginx', 'nginx'),
];

/**
 * Finds all prerequisites and gets those that are missing.
 * @returns {Promise<NodeJS.ProcessEnv>} the variables that tell the tests where they are; one that can't be had is
 *   named on standard error and left out, and the tests that need it fail
 */
export async function ensurePrerequisites() {
  /** @type {NodeJS.ProcessEnv} */
  const variables = {};
  for (const { name, variable, find, install, hint } of PREREQUISITES) {
    let path = await find();
    if (!path) {
      await step(`Getting ${name}`, install).catch((error) => {
        if (!(error instanceof CommandError)) throw error;
      });
      path = await find();
    }
    if (path) variables[variable] = path;
    else console.error(`There is no ${name}: ${hint}`);
  }
  return variables;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await runScript(async () => {
    const variables = await ensurePrerequisites();
    for (const [name, path] of Object.entries(variables)) console.log(`${name}=${path}`);
    if (Object.keys(variables).length < PREREQUISITES.length) process.exitCode = 1;
  });
}
