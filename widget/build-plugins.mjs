import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import { minify } from '@swc/core';
import { transform } from 'esbuild';
import esbuild from 'rollup-plugin-esbuild';

/** Version of Unicode's emoji, of 2023. */
const NEWEST_EMOJI = 15.1;

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const aliasSdk = {
  name: 'sdk-source',
  // The SDK's source, not its build: the two can't be of different times, and unused parts fall away better.
  resolveId: (id) => (id === '@parley/sdk' ? here('../sdk/src/index.ts') : null),
};

const resolveTypescript = {
  name: 'resolve-typescript',
  // Imports end in .js, as Node wants them; the files end in .ts.
  async resolveId(id, importer) {
    if (!id.startsWith('.') || !id.endsWith('.js') || importer?.endsWith('.ts') !== true) return null;
    return this.resolve(id.replace(/\.js$/, '.ts'), importer, { skipSelf: true });
  },
};

/** Unicode's emoji and their names, without what nothing here reads, and those that few systems draw yet. */
const emojiNames = {
  name: 'emoji-names',
  async load(id) {
    if (!id.endsWith('/unicode-emoji-json/data-by-group.json')) return null;
    const groups = JSON.parse(await readFile(id, 'utf8')).map(({ name, emojis }) => ({
      name,
      emojis: emojis
        .filter((one) => Number(one.emoji_version) <= NEWEST_EMOJI)
        .map(({ emoji, name: called }) => ({ emoji, name: called })),
    }));
    return { code: `export default ${JSON.stringify(groups)};`, map: null };
  },
};

/**
 * Parts that Parley has no use for, and what stands in for them. Of Socket.IO's client: its frames are text, its transports
 * websocket and polling, its addresses origins. A test chats through the result.
 */
const unusedParts = new Map([
  [
    // The decorators of the standard, beside those that TypeScript makes here.
    '@lit/reactive-element/decorators/property.js',
    `export const property = (options) => (proto, name) => {
      const isOwn = proto.hasOwnProperty(name);
      proto.constructor.createProperty(name, options);
      return isOwn ? Object.getOwnPropertyDescriptor(proto, name) : undefined;
    };`,
  ],
  // `io()` looks an address up among the managers it made; the SDK makes its own one.
  ['socket.io-client/build/esm/index.js', `export { Manager } from './manager.js';`],
  // How long to wait before connecting again: the SDK decides.
  [
    'socket.io-client/build/esm/contrib/backo2.js',
    'export class Backoff { reset() {} setMin() {} setMax() {} setJitter() {} }',
  ],
  // The SDK brings polling along when it is needed.
  [
    'engine.io-client/build/esm/transports/index.js',
    `import { WS } from './websocket.node.js'; export const transports = { websocket: WS };`,
  ],
  // What every browser of today has itself.
  [
    'engine.io-client/build/esm/globals.js',
    `export const nextTick = (run) => Promise.resolve().then(run), globalThisShim = globalThis,
      defaultBinaryType = 'arraybuffer', createCookieJar = () => {};`,
  ],
  [
    'engine.io-client/build/esm/util.js',
    `export const pick = (from, ...names) =>
        Object.fromEntries(names.filter((name) => Object.hasOwn(from, name)).map((name) => [name, from[name]])),
      installTimerFunctions = (to) => {
        to.setTimeoutFn = (...args) => setTimeout(...args);
        to.clearTimeoutFn = (timer) => clearTimeout(timer);
      },
      byteLength = (text) => new Blob([text]).size,
      randomString = () => Math.random().toString(36).slice(2, 10);`,
  ],
  [
    'engine.io-client/build/esm/contrib/parseqs.js',
    `export const encode = (values) => '' + new URLSearchParams(values), decode = (text) =>
      Object.fromEntries(new URLSearchParams(text));`,
  ],
  [
    'engine.io-parser/build/esm/encodePacket.browser.js',
    `import { PACKET_TYPES } from './commons.js';
    export const encodePacket = ({ type, data }, _, done) => done(PACKET_TYPES[type] + (data || '')),
      encodePacketToBinary = () => {};`,
  ],
  [
    'engine.io-parser/build/esm/decodePacket.browser.js',
    `import { ERROR_PACKET, PACKET_TYPES_REVERSE } from './commons.js';
    export const decodePacket = (text) => {
      const type = PACKET_TYPES_REVERSE[text[0]];
      return type ? { type, data: text.slice(1) } : ERROR_PACKET;
    };`,
  ],
  // Packets are text, and there is one namespace. What cannot be read throws, which ends the connection, as there.
  [
    'socket.io-parser/build/esm/index.js',
    `import { Emitter } from '@socket.io/component-emitter';
    export const PacketType = { CONNECT: 0, DISCONNECT: 1, EVENT: 2, ACK: 3, CONNECT_ERROR: 4 };
    export class Encoder {
      encode({ type, id, data }) { return ['' + type + (id ?? '') + (data ? JSON.stringify(data) : '')]; }
    }
    export class Decoder extends Emitter {
      add(text) {
        const [, type, id, json] = /^([0-4])(\\d*)(.*)/s.exec(text);
        const data = json ? JSON.parse(json) : undefined;
        if (type > 1 && type < 4 && !Array.isArray(data)) throw text;
        this.emitReserved('decoded', { type: +type, nsp: '/', id: id ? +id : undefined, data });
      }
      destroy() {}
    }`,
  ],
  [
    'engine.io-client/build/esm/contrib/parseuri.js',
    `export function parse(source) {
      const { protocol, hostname, port, pathname, search } = new URL(source);
      const host = hostname.replace(/[[\\]]/g, '');
      return { source, protocol: protocol.slice(0, -1), host, port, path: pathname, query: search.slice(1), queryKey: {} };
    }`,
  ],
]);

/**
 * Methods that have nothing to do: those that their own file calls stay, and are empty. Nothing of Parley may call one, which
 * the build looks after.
 */
const unusedMethods = new Map([
  // A connection is given one transport: there is never a better one to change to, and no probe for it.
  ['engine.io-client/build/esm/socket.js', ['_probe']],
  // The SDK connects again, and sends again.
  [
    'socket.io-client/build/esm/manager.js',
    [
      'maybeReconnectOnOpen',
      'onreconnect',
      'randomizationFactor',
      'reconnect',
      'reconnection',
      'reconnectionAttempts',
      'reconnectionDelay',
      'reconnectionDelayMax',
    ],
  ],
  [
    'socket.io-client/build/esm/socket.js',
    [
      '_addToQueue',
      '_drainQueue',
      'emitWithAck',
      'listenersAny',
      'listenersAnyOutgoing',
      'notifyOutgoingListeners',
      'offAny',
      'offAnyOutgoing',
      'onAnyOutgoing',
      'prependAny',
      'prependAnyOutgoing',
    ],
  ],
]);

const allUnusedMethods = [...unusedMethods.values()].flat();

const dropUnusedParts = {
  name: 'drop-unused-parts',
  load: (id) => [...unusedParts].find(([path]) => id.endsWith(path))?.[1] ?? null,
  transform(code, id) {
    const methods = [...unusedMethods].find(([path]) => id.endsWith(path))?.[1];
    if (methods === undefined) {
      const isOurs = !id.includes('/node_modules/');
      const missing = isOurs && allUnusedMethods.find((name) => code.includes(`.${name}(`));
      if (missing) this.error(`${id} calls ${missing}, which is dropped`);
      return null;
    }
    const left = methods.reduce((text, name) => {
      const method = new RegExp(` {4}${name}\\(.*\\) \\{\\n[^]*?\\n {4}\\}\\n`);
      if (!method.test(text)) this.error(`${id} has no ${name} any more: see what does its work`);
      const without = text.replace(method, '');
      const isCalled = without.replace(/\/\*[^]*?\*\//g, '').includes(`.${name}(`);
      return isCalled ? text.replace(method, `    ${name}() {}\n`) : without;
    }, code);
    return { code: left, map: null };
  },
};

/** Every style sheet of the widget is one css`...` without holes, so that it can be minified as what it is. */
const minifyTemplates = {
  name: 'minify-templates',
  async transform(code, id) {
    if (!id.startsWith(here('src'))) return null;
    const sheets = await Promise.all(
      [...code.matchAll(/css`([^`]*)`/g)].map(async ([, sheet]) => {
        if (sheet.includes('${')) throw new Error(`${id}: a style sheet must have no holes`);
        const { code: minified } = await transform(sheet, { loader: 'css', minify: true });
        // esbuild leaves the values of custom properties as they are; no text on any sheet has these in it.
        return minified.trim().replace(/(?<=[,(]|--[\w-]+:) | (?=\))/g, '');
      }),
    );
    const withSheets = code.replace(/css`[^`]*`/g, () => `css\`${sheets.shift()}\``);
    // Indentation means nothing to JavaScript, nor a break between two tags to HTML.
    return { code: withSheets.replace(/>\n\s+</g, '><').replace(/\n[ \t]+/g, '\n'), map: null };
  },
};

const minifyChunk = {
  name: 'minify-chunk',
  // swc goes over the bundle three times, and ends 4 % below esbuild and 2 % below terser after brotli.
  renderChunk: async (code, _chunk, { format }) => {
    const compress = { passes: 3, toplevel: true, keep_fargs: false, ecma: 2022 };
    return minify(code, { module: format === 'es', ecma: 2022, mangle: { toplevel: true }, compress });
  },
};

/** @param define names in the source that are replaced by code */
export const plugins = (define) => [
  aliasSdk,
  // What is built must not depend on NODE_ENV, which a test runner sets.
  nodeResolve({ browser: true, exportConditions: ['production'], extensions: ['.ts', '.mjs', '.js'] }),
  resolveTypescript,
  dropUnusedParts,
  emojiNames,
  minifyTemplates,
  {
    ...esbuild({ target: 'es2022', tsconfig: here('tsconfig.json'), define }),
    // Its resolver would come before node-resolve's and miss the `browser` fields of packages; swc minifies.
    resolveId: undefined,
    renderChunk: undefined,
  },
  minifyChunk,
];
