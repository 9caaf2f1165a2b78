import { describe, expect, it } from '@jest/globals';
import { readCredentials } from './credentials.js';

const read = (headers: Record<string, string>) =>
  readCredentials({ headers, rawHeaders: Object.entries(headers).flat() });

describe('the credentials of a request', () => {
  it('are told apart by their form', () => {
    expect(read({}).bearer).toEqual({ kind: 'none' });
    expect(read({ authorization: 'Bearer op_x' }).bearer).toEqual({ kind: 'operator', text: 'op_x' });
    expect(read({ authorization: 'bearer sk_x' }).bearer).toEqual({ kind: 'secret', text: 'sk_x' });
    expect(read({ authorization: 'Bearer a.b.c' }).bearer).toEqual({ kind: 'token', text: 'a.b.c' });
  });

  it('take an empty key for none', () => {
    expect(read({ 'x-parley-key': ' ' }).publicKey).toBeUndefined();
    expect(read({ 'x-parley-key': 'pk_1', 'x-parley-user': 'u' })).toMatchObject({
      publicKey: 'pk_1',
      actingUserId: 'u',
    });
  });

  it.each(['Basic dXNlcg==', 'Bearer', 'Bearer  ', 'Bearer a b', 'op_x', ''])(
    'refuse the scheme of %j',
    (authorization) => {
      expect(() => read({ authorization })).toThrow(expect.objectContaining({ code: 'unauthenticated' }));
    },
  );

  it('refuse two Authorization headers', () => {
    const rawHeaders = ['Authorization', 'Bearer a', 'Host', 'x', 'authorization', 'Bearer b'];
    expect(() => readCredentials({ headers: { authorization: 'Bearer a' }, rawHeaders })).toThrow(
      expect.objectContaining({ code: 'bad_request' }),
    );
  });
});
