/**
 * `npm run contract`: writes docs/openapi.json, docs/asyncapi.json and docs/errors.md from the api's schemas, and the
 * SDK's types from the two documents. Needs a built api and no database.
 */
import './require-node.mjs';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const { ROOT, runScript } = await import('./steps.mjs');
const { build, install } = await import('./set-up.mjs');

const HEADER = '/** Made by `npm run contract` from the documents in docs/; never edited by hand. */\n';
const target = (name) => join(ROOT, 'sdk', 'src', 'contract', name);
const read = (name) => JSON.parse(readFileSync(join(ROOT, 'docs', name), 'utf8'));

/** `#/components/schemas/X` as the type of that name, anything else as its place in the schemas' types. */
const typeOf = (schema) => schema.$ref.split('/').at(-1);

/**
 * The types of one document's schemas.
 * @param {object} document
 */
async function typesOf(document) {
  const { default: openapiTS, astToString } = await import('openapi-typescript');
  return HEADER + astToString(await openapiTS(document, { alphabetize: true, defaultNonNullable: false }));
}

/**
 * Names every schema, and lists the socket's commands and events.
 * @param {Record<string, object>} rest schemas of the OpenAPI document
 * @param {Record<string, any>} socket the AsyncAPI document
 */
function index(rest, socket) {
  const socketOnly = Object.keys(socket.components.schemas).filter((name) => !(name in rest));
  const alias = (from) => (name) => `export type ${name} = ${from}['schemas']['${name}'];`;
  const commands = [];
  const events = [];
  for (const [key, { action, reply }] of Object.entries(socket.operations)) {
    const { name, payload } = socket.components.messages[key];
    if (action === 'send') events.push(`  '${name}': ${typeOf(payload)};`);
    if (!reply) continue;
    const [accepted] = socket.components.messages[`${key}Ack`].payload.oneOf;
    commands.push(`  '${name}': { input: ${typeOf(payload)}; reply: ${typeOf(accepted.properties.data)} };`);
  }
  return `${HEADER}import type { components as Rest } from './openapi.js';
import type { components as Socket } from './asyncapi.js';

${Object.keys(rest).sort().map(alias('Rest')).join('\n')}
${socketOnly.sort().map(alias('Socket')).join('\n')}

/** Each socket command with its input and the reply of its ack. */
export interface Commands {
${commands.join('\n')}
}

/** What the server sends by itself. */
export interface Events {
${events.join('\n')}
}
`;
}

await runScript(async () => {
  await install();
  await build(['api']);
  execFileSync(process.execPath, [join(ROOT, 'api', 'dist', 'src', 'contract.js'), join(ROOT, 'docs')], {
    stdio: 'inherit',
  });
  const rest = read('openapi.json');
  const socket = read('asyncapi.json');
  writeFileSync(target('openapi.ts'), await typesOf(rest));
  // openapi-typescript knows schemas only in an OpenAPI document.
  const { schemas } = socket.components;
  const wrapped = { openapi: '3.1.0', info: socket.info, paths: {}, components: { schemas } };
  writeFileSync(target('asyncapi.ts'), await typesOf(wrapped));
  writeFileSync(target('index.ts'), index(rest.components.schemas, socket));
});
