/** Serves dev/gallery.ts on a port of 127.0.0.1. Run by hand: `npm run gallery -w widget`. */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { rollup } from 'rollup';
import { plugins } from '../build-plugins.mjs';

const here = (name) => new URL(name, import.meta.url);

const page = `<!doctype html><html><head><meta charset="utf-8"><title>Parley gallery</title>
<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/gallery.css">
<link rel="icon" href="data:,"><script type="module" src="/gallery.js"></script></head><body></body></html>`;

// As strict as a page can be: what works here works there.
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; require-trusted-types-for 'script'; trusted-types lit-html";

/**
 * Builds the gallery and serves it.
 * @param port 0 for any free one
 * @returns its address and the way to end it
 */
export async function serveGallery(port = 0) {
  const build = await rollup({ input: here('gallery.ts').pathname, plugins: plugins({}) });
  const { output } = await build.generate({ format: 'es', inlineDynamicImports: true });
  await build.close();
  const files = { '/gallery.js': output[0].code, '/gallery.css': await readFile(here('gallery.css'), 'utf8') };
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const body = files[pathname] ?? page;
    const type = pathname.endsWith('.js') ? 'text/javascript' : pathname.endsWith('.css') ? 'text/css' : 'text/html';
    response.writeHead(200, { 'content-type': `${type}; charset=utf-8`, 'content-security-policy': policy }).end(body);
  });
  await new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve()));
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

if (process.argv[1] === here('serve-gallery.mjs').pathname) {
  const { url } = await serveGallery(Number(process.env['PORT'] ?? 4100));
  console.log(`Gallery on ${url}?scene=talk`);
}
