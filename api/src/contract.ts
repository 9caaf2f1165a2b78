import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';
import { readEnvironment } from './config/environment.js';
import { asyncApiDocument } from './docs/asyncapi-document.js';
import { errorsDocument } from './docs/errors-document.js';
import { openApiDocument } from './docs/openapi-document.js';

/** Writes the contract's documents into the folder given as the first argument; needs no database. */
const folder = process.argv[2] ?? 'docs';
const startup = { environment: readEnvironment({}), databaseUrl: '', dataDir: '.parley', operatorKey: '' };
const app = await NestFactory.create(AppModule.forRoot(startup), { preview: true, logger: false, abortOnError: false });
const json = (document: unknown): string => `${JSON.stringify(document, null, 2)}\n`;
await writeFile(join(folder, 'openapi.json'), json(openApiDocument(app)));
await writeFile(join(folder, 'asyncapi.json'), json(asyncApiDocument()));
await writeFile(join(folder, 'errors.md'), errorsDocument());
process.exit(0);
