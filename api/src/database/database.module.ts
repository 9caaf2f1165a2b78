import { Global, Module } from '@nestjs/common';
import { DatabaseConfig } from '../config/database.config.js';
import { createDataSource } from './data-sources.js';
import { InstallationKeys } from './installation-keys.js';
import { appDataSource, coreDataSource, Database, writerDataSource } from './database.js';
import { Sealing } from './sealing.js';

@Global()
@Module({
  providers: [
    {
      provide: appDataSource,
      inject: [DatabaseConfig],
      useFactory: (config: DatabaseConfig) => createDataSource(config, 'parley_app').initialize(),
    },
    {
      provide: coreDataSource,
      inject: [DatabaseConfig],
      useFactory: (config: DatabaseConfig) => createDataSource(config, 'parley_core').initialize(),
    },
    {
      provide: writerDataSource,
      inject: [DatabaseConfig],
      useFactory: (config: DatabaseConfig) => createDataSource(config, 'parley_writer').initialize(),
    },
    Database,
    InstallationKeys,
    Sealing,
  ],
  exports: [Database, InstallationKeys, Sealing],
})
export class DatabaseModule {}
