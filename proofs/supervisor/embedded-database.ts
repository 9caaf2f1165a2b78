import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as DataDir from '../../api/src/database/embedded/data-dir.js';
import type * as Embedded from '../../api/src/database/embedded/embedded-postgres.js';
import type * as Postmasters from '../../api/src/database/embedded/postmaster.js';
import { connectTo, type Database } from './database.js';

/** The PostgreSQL that a node started for itself, and which outlives the node's kill. */
export class EmbeddedDatabase implements Database {
  private constructor(
    private readonly root: string,
    private readonly dataDir: string,
    private readonly clusterDir: string,
    private readonly postmasters: typeof Postmasters,
    readonly port: number,
    readonly url: string,
  ) {}

  /** Finds it. @param dataDir of a node that is ready */
  static async of(root: string, dataDir: string): Promise<EmbeddedDatabase> {
    const { findCluster } = await partOf<typeof DataDir>(root, 'data-dir');
    const { dir } = await findCluster(dataDir, () => undefined);
    const postmasters = await partOf<typeof Postmasters>(root, 'postmaster');
    const port = postmasters.runningPostmaster(dir)?.port ?? 0;
    const password = (await readFile(join(dataDir, 'postgres.password'), 'utf8')).trim();
    const url = `postgres://parley:${password}@127.0.0.1:${port}/parley`;
    return new EmbeddedDatabase(root, dataDir, dir, postmasters, port, url);
  }

  get pid(): number {
    return this.postmasters.runningPostmaster(this.clusterDir)?.pid ?? 0;
  }

  connect(name?: string) {
    return connectTo(this.url, name);
  }

  kill(): Promise<void> {
    return Promise.reject(new Error('it is the node’s to start and to end'));
  }

  start(): Promise<void> {
    return this.kill();
  }

  /** Ends what a node left behind that is gone; a node that stops ends it itself. */
  async stop(): Promise<void> {
    if (this.pid === 0) return;
    const { startEmbeddedPostgres } = await partOf<typeof Embedded>(this.root, 'embedded-postgres');
    const left = await startEmbeddedPostgres({ dataDir: this.dataDir, log: () => undefined });
    await left.stop();
  }
}

/** A part of the product's own way with PostgreSQL, as it was built. */
export const partOf = <Part>(root: string, name: string): Promise<Part> =>
  import(pathToFileURL(join(root, `api/dist/src/database/embedded/${name}.js`)).href) as Promise<Part>;
