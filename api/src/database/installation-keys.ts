import { randomBytes } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { Database } from './database.js';

/** `sealing` is the installation key: it encrypts what must be read back. `mail` makes the tokens of mails. */
const names = ['jwt', 'refresh', 'sealing', 'mail'] as const;

/** A key that all nodes of an installation share. */
type InstallationKeyName = (typeof names)[number];

/** Makes the keys that are missing, 32 random bytes each. Runs under the migration lock: of two nodes, one makes them. */
export async function makeInstallationKeys(dataSource: DataSource): Promise<void> {
  await dataSource.query(
    `INSERT INTO installation_keys (name, value) SELECT * FROM unnest($1::text[], $2::bytea[]) ON CONFLICT (name) DO NOTHING`,
    [names, names.map(() => randomBytes(32))],
  );
}

/** The keys that all nodes of an installation share. */
@Injectable()
export class InstallationKeys implements OnModuleInit {
  private keys = new Map<string, Buffer>();

  constructor(private readonly database: Database) {}

  async onModuleInit(): Promise<void> {
    const rows = await this.database.query<{ name: string; value: Buffer }>(
      'SELECT name, value FROM installation_keys',
      [],
    );
    this.keys = new Map(rows.map((row) => [row.name, row.value]));
  }

  get(name: InstallationKeyName): Buffer {
    const key = this.keys.get(name);
    if (!key) throw new Error(`installation key ${name} is not there`);
    return key;
  }
}
