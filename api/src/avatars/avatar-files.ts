import { Injectable, Logger } from '@nestjs/common';
import { Storage } from '../storage/storage.js';
import { avatarKey, avatarSizesPx, largestKeyAt } from './avatar-address.js';

/** The files of uploaded pictures: one for each size. */
@Injectable()
export class AvatarFiles {
  private readonly logger = new Logger('AvatarFiles');

  constructor(private readonly storage: Storage) {}

  /**
   * Keeps a picture.
   * @param pictures in the order of `avatarSizesPx`
   * @throws DomainError unavailable; what was kept by then is removed
   */
  async keep(tenantId: string, avatarId: string, pictures: readonly Buffer[]): Promise<void> {
    try {
      for (const [n, sizePx] of avatarSizesPx.entries()) {
        await this.storage.write(avatarKey(tenantId, avatarId, sizePx), pictures[n] ?? Buffer.alloc(0));
      }
    } catch (error) {
      await this.remove(tenantId, avatarId);
      throw error;
    }
  }

  /** The largest size of the picture at an address of `avatarUrl`, as WebP; `undefined` = it is not kept here. */
  async read(tenantId: string, url: string): Promise<Buffer | undefined> {
    const key = largestKeyAt(tenantId, url);
    return key === undefined ? undefined : this.storage.read(key);
  }

  /** Takes a picture away that is nobody's any more. What cannot be removed now is swept later. */
  async remove(tenantId: string, avatarId: string): Promise<void> {
    for (const sizePx of avatarSizesPx) {
      try {
        await this.storage.remove(avatarKey(tenantId, avatarId, sizePx));
      } catch (error) {
        this.logger.error({ err: error }, 'a file could not be removed');
      }
    }
  }
}
