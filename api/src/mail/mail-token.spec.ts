import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { newId } from '../common/ids.js';
import { newPublicKey } from '../tenants/tenant-keys.js';
import { hashOfToken, hashSecret, mailSecret, mailToken } from './mail-token.js';

const key = randomBytes(32);
const [tenantId, mailId, publicKey] = [newId(), newId(), newPublicKey()];

describe('the token of a mail', () => {
  it('is the same at each attempt to send the mail', () => {
    expect(mailSecret(key, tenantId, mailId)).toBe(mailSecret(key, tenantId, mailId));
  });

  it('is another one for another mail, tenant or installation', () => {
    const secrets = [
      mailSecret(key, tenantId, mailId),
      mailSecret(key, tenantId, newId()),
      mailSecret(key, newId(), mailId),
      mailSecret(randomBytes(32), tenantId, mailId),
    ];
    expect(new Set(secrets).size).toBe(secrets.length);
  });

  it('goes into a link as it is, and leads to the hash that is kept, with the key behind it and without', () => {
    const secret = mailSecret(key, tenantId, mailId);
    const token = mailToken(secret, publicKey);
    expect(encodeURIComponent(token)).toBe(token);
    expect(token.slice(43)).toBe(publicKey);
    for (const given of [token, secret]) expect(hashOfToken(given, publicKey)).toEqual(hashSecret(secret));
  });

  it('leads nowhere with another tenant’s key, or in another form', () => {
    const secret = mailSecret(key, tenantId, mailId);
    const forms = [
      mailToken(secret, newPublicKey()),
      `${secret}pk_`,
      `${mailToken(secret, publicKey)}x`,
      secret.slice(1),
      ` ${secret}`,
      `${secret.slice(0, 42)}=`,
      '',
    ];
    for (const form of forms) expect(hashOfToken(form, publicKey)).toBeUndefined();
  });
});
