import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testDatabaseUrl } from './environment.js';
import { startTestServer, type TestServer } from './test-server.mjs';

/** A server on the run's database whose files can be looked at. */
export class ServerWithFiles {
  private constructor(
    private readonly server: TestServer,
    /** The folder of its files. */
    readonly dir: string,
  ) {}

  /** @param prepare fills the folder before the server starts */
  static async start(prepare?: (dir: string) => Promise<void>): Promise<ServerWithFiles> {
    const dir = await mkdtemp(join(tmpdir(), `parley-test-${process.pid}-`));
    await prepare?.(dir);
    const env = { DATABASE_URL: testDatabaseUrl(), PARLEY_DATA_DIR: dir, STORAGE_URL: `file:${dir}/files` };
    return new ServerWithFiles(await startTestServer(env), dir);
  }

  /** Without trailing slash. */
  get url(): string {
    return this.server.url;
  }

  /** What it printed. */
  get output(): string {
    return this.server.output();
  }

  /** The keys of all files of a tenant, in order; what was left half-written too. */
  async keys(tenantId: string): Promise<string[]> {
    const folder = join(this.dir, 'files', tenantId);
    const names = await readdir(folder, { recursive: true }).catch(() => []);
    const files = await Promise.all(
      names.map(async (name) => ((await stat(join(folder, name))).isFile() ? [name] : [])),
    );
    return files.flat().sort();
  }

  async stop(): Promise<void> {
    await this.server.stop();
    await rm(this.dir, { recursive: true, force: true });
  }
}
