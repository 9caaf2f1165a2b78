import { readEnvironment } from '../../src/config/environment.js';
import { RoomsConfig } from '../../src/config/rooms.config.js';
import type { Database } from '../../src/database/database.js';
import { WriterRepository } from '../../src/delivery/writer.repository.js';

/** The writer's statements, as on a node that nothing was set for. */
export const writerOver = (database: Database): WriterRepository =>
  new WriterRepository(database, new RoomsConfig(readEnvironment({})));
