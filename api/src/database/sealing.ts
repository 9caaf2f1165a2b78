import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AuthConfig } from '../config/auth.config.js';
import { InstallationKeys } from './installation-keys.js';

const cipher = 'aes-256-gcm';
/** Of the format below; another one gets another number, so that what was sealed before can still be opened. */
const version = 1;
const ivBytes = 12;
const tagBytes = 16;

/**
 * Encrypts what is kept and must be read back, with the installation key (AES-256-GCM). A copy of the database without
 * that key tells nothing where `PARLEY_INSTALLATION_KEY` is set; without it the key lies in the same database.
 */
@Injectable()
export class Sealing {
  constructor(
    private readonly keys: InstallationKeys,
    private readonly config: AuthConfig,
  ) {}

  /**
   * Version, initialisation vector, tag and cipher text, in this order.
   * @param place where it is kept, such as table and key: it can be opened there only
   */
  seal(plain: Buffer, place: string): Buffer {
    const iv = randomBytes(ivBytes);
    const encrypt = createCipheriv(cipher, this.key, iv).setAAD(Buffer.from(place));
    const text = Buffer.concat([encrypt.update(plain), encrypt.final()]);
    return Buffer.concat([Buffer.from([version]), iv, encrypt.getAuthTag(), text]);
  }

  /**
   * @param place as of `seal`
   * @throws Error when it was not sealed with this key for this place: the installation key is another one, or somebody
   *   changed the row
   */
  open(sealed: Buffer, place: string): Buffer {
    if (sealed[0] !== version) throw new Error(`sealed with an unknown version, at ${place}`);
    const iv = sealed.subarray(1, 1 + ivBytes);
    const tag = sealed.subarray(1 + ivBytes, 1 + ivBytes + tagBytes);
    const decrypt = createDecipheriv(cipher, this.key, iv, { authTagLength: tagBytes }).setAAD(Buffer.from(place));
    decrypt.setAuthTag(tag);
    return Buffer.concat([decrypt.update(sealed.subarray(1 + ivBytes + tagBytes)), decrypt.final()]);
  }

  private get key(): Buffer {
    const { installationKey } = this.config;
    return installationKey === undefined
      ? this.keys.get('sealing')
      : createHash('sha256').update(installationKey).digest();
  }
}
