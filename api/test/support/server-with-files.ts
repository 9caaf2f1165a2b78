import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { testDatabaseUrl } from './environment.js';
import { makeTenant, type TestTenant } from './tenant.js';
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

/** What the tests of one file are given. */
interface Given {
  server: ServerWithFiles;
  tenant: TestTenant;
  /** Loads what stands under an address of the server. */
  readonly load: (address: string, init?: RequestInit) => Promise<Response>;
}

/** Starts a server with a tenant before the tests of a file; it ends with them, and must have logged no error. */
export function givenServerWithFiles(): Given {
  const given = { load: (address, init) => fetch(new URL(address, given.server.url), init) } as Given;
  beforeAll(async () => {
    given.server = await ServerWithFiles.start();
    given.tenant = await makeTenant({ url: given.server.url });
  });
  afterAll(async () => {
    const { output } = given.server;
    await given.server.stop();
    expect(output).not.toMatch(/"level":(50|60)/);
  });
  return given;
}
