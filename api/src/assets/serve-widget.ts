import { existsSync, readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import express, { type Request } from 'express';
import expressStaticGzip from 'express-static-gzip';
import helmet from 'helmet';
import { StartupError } from '../config/environment.js';

/** Where the widget's build lies: beside its package file, wherever that is. */
const distDir = join(dirname(createRequire(import.meta.url).resolve('@parley/widget/package.json')), 'dist', '/');

/** How long browsers may use the loader without asking again, in seconds; it names the panel's hashed files. */
const loaderMaxAgeSeconds = 300;

const publicKeyPattern = /^pk_[A-Za-z0-9_-]{1,100}$/;
const roomPattern = /^[a-z0-9-]{1,64}$/;

/** Everything a page of ours needs, and nothing else; scripts can make markup through lit's policy only. */
const pagePolicy = helmet.contentSecurityPolicy({
  useDefaults: false,
  directives: {
    defaultSrc: [`'none'`],
    scriptSrc: [`'self'`],
    styleSrc: [`'self'`],
    imgSrc: [`'self'`, 'data:', 'https:'],
    connectSrc: [`'self'`],
    baseUri: [`'none'`],
    formAction: [`'none'`],
    frameAncestors: [`'self'`],
    requireTrustedTypesFor: [`'script'`],
    trustedTypes: ['lit-html'],
  },
});

/** Files whose names change with their content. */
const hashedName = /-[0-9a-f]{8}\.(js|css)(\.(br|gz))?$/;

/** Any site may load these, and keep them: those named by content for ever. */
function describeFile(response: ServerResponse, path: string): void {
  const caching = hashedName.test(path) ? 'max-age=31536000, immutable' : `max-age=${loaderMaxAgeSeconds}`;
  response.setHeader('Cache-Control', `public, ${caching}`);
  response.setHeader('Access-Control-Allow-Origin', '*');
  response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
}

function readPage(name: string): string {
  const file = `${distDir}pages/${name}.html`;
  if (!existsSync(file)) throw new StartupError(`The widget is not built: ${file} is missing; run npm run build`);
  return readFileSync(file, 'utf8');
}

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** Fills a template's `{{name}}` places. */
function fill(template: string, values: Record<string, string>): string {
  return template.replace(/\{\{(\w+)\}\}/g, (_match, name: string) => escapeHtml(values[name] ?? ''));
}

/** A query parameter that has the form it must have, else the default: what a page is asked for is shown, never refused. */
function parameter(request: Request, name: string, pattern: RegExp, otherwise: string): string {
  const value = request.query[name];
  return typeof value === 'string' && pattern.test(value) ? value : otherwise;
}

/**
 * Serves the widget's files and its two pages: `/widget.js`, `/widget/<name>-<hash>.js`, `/demo` and
 * `/chat`; whoever opens the bare address is sent to the demo.
 * @param demoKey the public key of the tenant that both pages show when they are not told another
 * @throws StartupError when the widget was not built
 */
export function serveWidget(app: NestExpressApplication, demoKey: string): void {
  const demo = readPage('demo');
  const chat = readPage('chat');
  const router = express.Router();
  const files = expressStaticGzip(distDir, {
    enableBrotli: true,
    orderPreference: ['br', 'gz'],
    index: false,
    serveStatic: { redirect: false, setHeaders: describeFile },
  });
  router.get('/widget.js', files);
  router.use('/widget', (request, response, next) => {
    if (hashedName.test(request.path)) files(request, response, next);
    else next();
  });
  router.get('/', (_request, response) => response.redirect('/demo'));
  router.get('/demo', pagePolicy, (_request, response) => {
    response.type('html').send(fill(demo, { key: demoKey, room: 'lobby' }));
  });
  router.get('/chat', pagePolicy, (request, response) => {
    const key = parameter(request, 'key', publicKeyPattern, demoKey);
    const room = parameter(request, 'room', roomPattern, '');
    // A chat that is told no room opens on home.
    const template = room ? chat : chat.replace(' room="{{room}}"', '');
    response.type('html').send(fill(template, { key, room }));
  });
  app.use(router);
}
