import { type DynamicModule, Global, Module } from '@nestjs/common';
import { AuthConfig } from './auth.config.js';
import { ClusterConfig } from './cluster.config.js';
import { DatabaseConfig } from './database.config.js';
import type { Environment } from './environment.js';
import { HttpConfig } from './http.config.js';
import { MailConfig } from './mail.config.js';
import { RoomsConfig } from './rooms.config.js';
import { StorageConfig } from './storage.config.js';

/** What the process was started with; `main.ts` reads it once and hands it in. */
export interface Startup {
  readonly environment: Environment;
  /** The database to use: `DATABASE_URL`, or the embedded one's. */
  readonly databaseUrl: string;
  /** The data directory, absolute. */
  readonly dataDir: string;
  /** The operator's key, from the environment or its file. */
  readonly operatorKey: string;
}

/** One config class for each area, for every feature. */
@Global()
@Module({})
export class ConfigModule {
  static forRoot({ environment, databaseUrl, dataDir, operatorKey }: Startup): DynamicModule {
    return {
      module: ConfigModule,
      providers: [
        { provide: HttpConfig, useValue: new HttpConfig(environment) },
        { provide: DatabaseConfig, useValue: new DatabaseConfig(databaseUrl) },
        { provide: ClusterConfig, useValue: new ClusterConfig(environment) },
        { provide: AuthConfig, useValue: new AuthConfig(environment, operatorKey) },
        { provide: StorageConfig, useValue: new StorageConfig(environment) },
        { provide: RoomsConfig, useValue: new RoomsConfig(environment) },
        { provide: MailConfig, useValue: new MailConfig(environment, dataDir) },
      ],
      exports: [HttpConfig, DatabaseConfig, ClusterConfig, AuthConfig, StorageConfig, RoomsConfig, MailConfig],
    };
  }
}
