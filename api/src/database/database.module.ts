import { type FactoryProvider, Global, Module } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { DatabaseConfig } from '../config/database.config.js';
import { createDataSource, type PoolName } from './data-sources.js';
import { InstallationKeys } from './installation-keys.js';
import { appDataSource, coreDataSource, Database, writerDataSource } from './database.js';
import { Sealing } from './sealing.js';

const pool = (provide: symbol, name: PoolName): FactoryProvider<DataSource> => ({
  provide,
  inject: [DatabaseConfig],
  useFactory: (config: DatabaseConfig) => createDataSource(config, name).initialize(),
});

@Global()
@Module({
  providers: [
    pool(appDataSource, 'parley_app'),
    pool(coreDataSource, 'parley_core'),
    pool(writerDataSource, 'parley_writer'),
    Database,
    InstallationKeys,
    Sealing,
  ],
  exports: [Database, InstallationKeys, Sealing],
})
export class DatabaseModule {}
