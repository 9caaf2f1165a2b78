import { Test, type TestingModule } from '@nestjs/testing';
import { AuthModule } from '../../src/auth/auth.module.js';
import { CommonModule } from '../../src/common/common.module.js';
import { ConfigModule } from '../../src/config/config.module.js';
import { readEnvironment } from '../../src/config/environment.js';
import { DatabaseModule } from '../../src/database/database.module.js';
import { testDatabaseUrl } from './environment.js';

/** A node on the run's database that only knows who people are: what it remembers, other nodes don't know. To be closed. */
export async function startAuthNode(): Promise<TestingModule> {
  const startup = {
    environment: readEnvironment({}),
    databaseUrl: testDatabaseUrl(),
    dataDir: '.parley',
    operatorKey: 'op_of-this-test-0123456789-0123456789',
  };
  const node = await Test.createTestingModule({
    imports: [ConfigModule.forRoot(startup), DatabaseModule, CommonModule, AuthModule],
  }).compile();
  return node.init();
}
