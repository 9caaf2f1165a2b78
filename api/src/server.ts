import { access, constants, mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import helmet from 'helmet';
import { type HttpLogger, pinoHttp } from 'pino-http';
import { AppModule } from './app.module.js';
import { serveAvatars } from './avatars/serve-avatars.js';
import { serveWidget } from './assets/serve-widget.js';
import { cors } from './auth/cors.js';
import { SessionUse } from './auth/session-use.js';
import { keepNothing } from './common/http/caching.js';
import { answerClientErrors } from './common/http/client-errors.js';
import { readJsonBodies } from './common/http/json-body.js';
import { logging } from './common/http/logging.js';
import { requestId } from './common/http/request-id.js';
import { StructuredLog } from './common/http/structured-log.js';
import { type Environment, StartupError } from './config/environment.js';
import { HttpConfig } from './config/http.config.js';
import { loadOperatorKey } from './config/operator-key.js';
import { StorageConfig } from './config/storage.config.js';
import { openDataDir } from './database/embedded/data-dir.js';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './database/embedded/embedded-postgres.js';
import { migrate } from './database/migrate.js';
import { Broadcaster } from './delivery/broadcaster.js';
import { throughDoor } from './delivery/door.middleware.js';
import { Door } from './delivery/door.js';
import { SocketAdapter } from './delivery/socket-adapter.js';
import type { ParleySocket } from './delivery/socket-contract.js';
import { serveDocs } from './docs/serve-docs.js';
import { JobRunner } from './jobs/job-runner.js';
import { LinkBase } from './mail/link-base.js';
import { stopServing } from './stop.js';
import { TenantsService } from './tenants/tenants.service.js';

/**
 * A connection that waits for its next request is kept for so long, in milliseconds. Proxies and load balancers keep theirs
 * for 60 or 75 s, and it has to be they who close it: a request that crosses the end of its connection is lost to them.
 */
const keepAliveMs = 90_000;

/** A server that is ready. */
export interface RunningServer {
  /** Where it can be reached, without trailing slash. */
  readonly url: string;
  /** The demo tenant's public key. */
  readonly demoKey: string;
  /** Takes no more requests, finishes the running ones and lets go of the database. */
  stop(): Promise<void>;
}

/**
 * Starts Parley: database, migrations, listening.
 * @param say tells the person who starts it what is done, a line each
 * @throws StartupError with what its reader can mend
 */
export async function startServer(environment: Environment, say: (line: string) => void): Promise<RunningServer> {
  await requireFreePort(environment);
  const { dataDir, operatorKey } = await openFiles(environment);
  const postgres = environment.DATABASE_URL ? undefined : await startEmbeddedPostgres({ dataDir, log: say });
  const databaseUrl = environment.DATABASE_URL ?? postgres?.url ?? '';
  try {
    await migrate(databaseUrl);
    const log = pinoHttp(logging(environment.LOG_LEVEL));
    const app = await createApp({ environment, databaseUrl, dataDir, operatorKey }, log);
    return await listen(app, environment, postgres, log);
  } catch (error) {
    await postgres?.stop();
    throw error;
  }
}

/** @throws StartupError when the data directory can't be made, read or written */
async function openFiles(environment: Environment): Promise<{ dataDir: string; operatorKey: string }> {
  try {
    const dataDir = await openDataDir(environment.PARLEY_DATA_DIR);
    await openStorage(environment);
    return { dataDir, operatorKey: environment.PARLEY_OPERATOR_KEY ?? (await loadOperatorKey(dataDir)) };
  } catch (error) {
    if (!(error instanceof Error) || !('syscall' in error)) throw error;
    throw new StartupError(`PARLEY_DATA_DIR: ${error.message}`);
  }
}

/** @throws StartupError when the folder of the files can't be made or written */
async function openStorage(environment: Environment): Promise<void> {
  const { dir } = new StorageConfig(environment);
  try {
    await mkdir(dir, { recursive: true, mode: 0o700 });
    await access(dir, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new StartupError(`STORAGE_URL: ${(error as Error).message}`);
  }
}

async function createApp(
  startup: Parameters<typeof AppModule.forRoot>[0],
  log: HttpLogger,
): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(AppModule.forRoot(startup), {
    bodyParser: false,
    // Until it listens only what went wrong is of interest; from then on the structured log takes over.
    logger: ['warn', 'error'],
    abortOnError: false,
  });
  const config = app.get(HttpConfig);
  app.set('trust proxy', config.trustProxy);
  // Answers are a caller's own and change by the moment: hashing each would be paid for nothing. Files have their own.
  app.set('etag', false);
  const door = app.get(Door, { strict: false });
  app.use(requestId, helmet(), cors, keepNothing, log, throughDoor(door));
  readJsonBodies(app, config.maxBodyBytes);
  const broadcaster = app.get(Broadcaster, { strict: false });
  const sessions = app.get(SessionUse, { strict: false });
  const cut = (socket: ParleySocket) => broadcaster.endSocket(socket, 'policy');
  const use = ({ data: { caller } }: ParleySocket) => sessions.note(caller.tenantId, caller.sessionId);
  app.useWebSocketAdapter(new SocketAdapter(app, config, door, cut, use));
  serveDocs(app);
  serveAvatars(app);
  const server = app.getHttpServer();
  server.keepAliveTimeout = keepAliveMs;
  answerClientErrors(server);
  return app;
}

async function listen(
  app: NestExpressApplication,
  { PORT, HOST, PUBLIC_URL }: Environment,
  postgres: EmbeddedPostgres | undefined,
  log: HttpLogger,
): Promise<RunningServer> {
  const { publicKey: demoKey } = await app.get(TenantsService, { strict: false }).ensureDemo();
  serveWidget(app, demoKey);
  await app.listen(PORT, HOST).catch((error: NodeJS.ErrnoException) => {
    throw portFault(error, PORT, HOST);
  });
  app.useLogger(new StructuredLog(log.logger));
  const { port } = (app.getHttpServer() as { address(): AddressInfo }).address();
  const listeningAt = `http://${isAnyAddress(HOST) ? 'localhost' : HOST}:${port}`;
  app.get(LinkBase, { strict: false }).listensAt(listeningAt);
  app.get(JobRunner, { strict: false }).start();
  return {
    url: PUBLIC_URL ?? listeningAt,
    demoKey,
    async stop() {
      await stopServing(app);
      await postgres?.stop();
    },
  };
}

const isAnyAddress = (host: string): boolean => ['127.0.0.1', '0.0.0.0', '::', '::1'].includes(host);

/** Finds out before anything is started; a race that is lost here is told by `listen` in the same words. */
function requireFreePort({ PORT, HOST }: Environment): Promise<void> {
  return new Promise((free, taken) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => taken(portFault(error, PORT, HOST)));
    probe.listen(PORT, HOST, () => probe.close(() => free()));
  });
}

/** Says in whose hands a port or an address is. */
function portFault(error: NodeJS.ErrnoException, port: number, host: string): Error {
  if (error.code === 'EADDRINUSE') return new StartupError(`PORT: ${port} is taken on ${host}; set another PORT`);
  if (error.code === 'EACCES') return new StartupError(`PORT: this user may not listen on ${port}; set another PORT`);
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') {
    return new StartupError(`HOST: ${host} is no address of this machine`);
  }
  return error;
}
