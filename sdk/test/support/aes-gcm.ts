import type { Encryption } from '../../src/index.js';

/** A key that people share, however they came by it. */
export const makeKey = (): Promise<CryptoKey> =>
  crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, ['encrypt', 'decrypt']);

const ivBytes = 12;

/** Encrypts with one key: a random IV, then what AES-GCM makes of the text, which is good in one room only. */
export function aesGcm(key: CryptoKey): Encryption {
  const cipher = (iv: Uint8Array<ArrayBuffer>, roomId: string) => ({
    name: 'AES-GCM',
    iv,
    additionalData: new TextEncoder().encode(roomId),
  });
  return {
    scheme: 'test/aes-gcm:1',
    async encrypt(text, { roomId }) {
      const iv = crypto.getRandomValues(new Uint8Array(ivBytes));
      const sealed = await crypto.subtle.encrypt(cipher(iv, roomId), key, new TextEncoder().encode(text));
      return new Uint8Array([...iv, ...new Uint8Array(sealed)]);
    },
    async decrypt(data, { roomId }) {
      const [iv, sealed] = [new Uint8Array(data.slice(0, ivBytes)), new Uint8Array(data.slice(ivBytes))];
      return new TextDecoder().decode(await crypto.subtle.decrypt(cipher(iv, roomId), key, sealed));
    },
  };
}
