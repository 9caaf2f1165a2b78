import { Module } from '@nestjs/common';
import { FileStorage } from './file-storage.js';
import { Storage } from './storage.js';

@Module({
  providers: [{ provide: Storage, useClass: FileStorage }],
  exports: [Storage],
})
export class StorageModule {}
