/**
 * Builds the widget into dist/: `widget.js` (the loader, a classic script), `panel-<hash>.js` and what it imports later
 * (ES modules, the SDK within), and the pages. Fails when loader or panel is over its budget. Files of the last builds
 * stay, because pages that were open before an upgrade still ask for them: dist/builds.json lists which build made what.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { rollup } from 'rollup';
import { plugins } from './build-plugins.mjs';

/** Bytes after brotli. */
const LOADER_BUDGET = 1_500;
const PANEL_BUDGET = 40_000;
/** What those who have a session load beside the loader. */
const BADGE_BUDGET = 3_000;
/** What the panel loads later and only some people need, by the name of its chunk. */
const LATER_BUDGETS = {
  'accent-controller': 1_500,
  'account-pages': 10_000,
  'account-screen': 12_000,
  bookmarks: 2_600,
  'chat-page': 500,
  'composer-events': 500,
  'display-name': 500,
  edit: 1_200,
  'emoji-picker': 25_000,
  'end-controller': 500,
  finding: 12_000,
  'forget-unsent': 600,
  forward: 3_100,
  'full-chat': 7_600,
  gate: 1_000,
  'go-to': 700,
  'hide-blocked': 500,
  'message-words': 500,
  'invite-link': 500,
  'own-tab': 1_000,
  'is-called': 500,
  'live-thread': 2_500,
  'mention-text': 1_000,
  mentions: 2_500,
  'message-stream': 1_500,
  'message-link': 1_000,
  'message-rights': 800,
  'message-tools': 7_900,
  'moment-label': 500,
  pages: 500,
  'my-rooms': 2_500,
  'name-field': 1_500,
  'on-escape': 1_000,
  'page-room': 1_000,
  'paged-controller': 500,
  'people-parts': 5_000,
  person: 1_500,
  places: 12_000,
  polling: 2_500,
  'reason-strings': 1_000,
  refusals: 1_700,
  report: 1_500,
  'room-details': 12_000,
  'room-history': 800,
  'room-rights': 500,
  scheduled: 2_500,
  'send-later': 4_000,
  'send-times': 800,
  'room-words': 2_000,
  'session-parts': 2_600,
  'set-up': 1_000,
  'system-words': 1_000,
  text: 17_500,
  thread: 3_700,
  versions: 1_500,
  'viewport-controller': 500,
};
const BUILDS_KEPT = 5;

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const dist = here('dist');

/** Bundles one entry. @returns its chunks, the entry first */
async function bundle(input, format, define) {
  const build = await rollup({
    input: here(input),
    // A later chunk takes what it shares with the panel from the panel: no third file that both would wait for.
    preserveEntrySignatures: 'allow-extension',
    // Its parts do nothing by being imported: one that only a later chunk uses goes there.
    treeshake: { moduleSideEffects: (id) => !id.includes('/engine.io-client/') },
    plugins: plugins(define),
    onwarn: (warning) => {
      // What is not found would be left to the browser to look for.
      if (warning.code === 'UNRESOLVED_IMPORT' || warning.code === 'MISSING_EXPORT') throw new Error(warning.message);
      console.warn(warning.message);
    },
  });
  const names = { entryFileNames: '[name]-[hash].js', chunkFileNames: '[name]-[hash].js', hashCharacters: 'hex' };
  const { output } = await build.generate({ format, ...names });
  await build.close();
  return output;
}

function weigh(name, chunks, budget) {
  const size = chunks.reduce((sum, chunk) => sum + brotliCompressSync(chunk.code).length, 0);
  console.log(`${name}: ${size} of ${budget} bytes after brotli`);
  if (!(size <= budget)) throw new Error(`${name} is ${size - budget} bytes over its budget`);
}

/** Writes a file, and beside it what is sent to browsers that take it compressed: `<name>.br` and `<name>.gz`. */
async function publish(name, content) {
  await writeFile(`${dist}/${name}.br`, brotliCompressSync(content));
  await writeFile(`${dist}/${name}.gz`, gzipSync(content, { level: 9 }));
  await writeFile(`${dist}/${name}`, content);
}

/** The builds so far, newest first. */
async function readBuilds() {
  const text = await readFile(`${dist}/builds.json`, 'utf8').catch(() => '[]');
  return JSON.parse(text);
}

/** Licences of everything that is bundled, for the file that goes out with it. */
async function licences(chunks) {
  const modules = chunks.flatMap((chunk) => Object.keys(chunk.modules));
  const packages = new Set(modules.flatMap((id) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id)?.[0] ?? []));
  const texts = [...packages].sort().map(async (folder) => {
    const file = (await readdir(folder)).find((name) => /^licen[cs]e/i.test(name));
    if (file === undefined) throw new Error(`${folder} has no licence file`);
    return `${folder.split('node_modules/').at(-1)}\n\n${await readFile(`${folder}/${file}`, 'utf8')}`;
  });
  return (await Promise.all(texts)).join(`\n${'-'.repeat(80)}\n\n`);
}

/** Copies the pages; their style sheets and scripts get names by content, because everything under /widget/ is kept for a year. */
async function copyPages() {
  const names = await readdir(here('pages'));
  const hashed = new Map();
  for (const name of names.filter((file) => !file.endsWith('.html'))) {
    const content = await readFile(here(`pages/${name}`));
    const hash = createHash('sha256').update(content).digest('hex').slice(0, 8);
    hashed.set(name, name.replace(/(?=\.\w+$)/, `-${hash}`));
    await publish(hashed.get(name), content);
  }
  for (const name of names.filter((file) => file.endsWith('.html'))) {
    const page = await readFile(here(`pages/${name}`), 'utf8');
    const linked = page.replace(/(?<=\/widget\/)[\w-]+\.(css|js)/g, (file) => hashed.get(file) ?? file);
    await writeFile(`${dist}/pages/${name}`, linked);
  }
  return [...hashed.values()];
}

const panel = await bundle('src/panel.ts', 'es', {});
// What only some people load, such as the screens of the account, counts for itself. The socket everybody loads who chats.
const isLater = (chunk) => chunk.name in LATER_BUDGETS;
weigh(
  'panel with the SDK and its socket',
  panel.filter((chunk) => !isLater(chunk)),
  PANEL_BUDGET,
);
for (const chunk of panel.filter(isLater)) weigh(chunk.name, [chunk], LATER_BUDGETS[chunk.name]);
const badge = await bundle('src/launcher/badge.ts', 'es', {});
weigh('badge', badge, BADGE_BUDGET);
const pathOf = ([entry]) => JSON.stringify(`/widget/${entry.fileName}`);
const [loader] = await bundle('src/loader.ts', 'iife', { PANEL_PATH: pathOf(panel), BADGE_PATH: pathOf(badge) });
weigh('widget.js', [loader], LOADER_BUDGET);

await mkdir(`${dist}/pages`, { recursive: true });
const modules = [...panel, ...badge];
const files = [...modules.map((chunk) => chunk.fileName), ...(await copyPages())];
const earlier = (await readBuilds()).filter((build) => build.files.join() !== files.join());
const builds = [{ files, builtAt: new Date().toISOString() }, ...earlier].slice(0, BUILDS_KEPT);
const kept = new Set(builds.flatMap((build) => build.files));

// The panel before the loader that asks for it, so that a server that reads along never sees a gap.
for (const chunk of modules) await publish(chunk.fileName, chunk.code);
await publish('widget.js', loader.code);
await writeFile(`${dist}/licences.txt`, await licences(panel));
await writeFile(`${dist}/builds.json`, `${JSON.stringify(builds, null, 2)}\n`);
for (const name of await readdir(dist)) {
  const [file] = /^.+-[0-9a-f]{8}\.(js|css)/.exec(name) ?? [];
  if (file !== undefined && !kept.has(file)) await rm(`${dist}/${name}`);
}
