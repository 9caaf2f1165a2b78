import { describe, expect, it } from '@jest/globals';
import { ownOriginOf } from './own-origin.js';

describe('the server’s own origin', () => {
  it('is PUBLIC_URL’s, whatever the request says', () => {
    expect(ownOriginOf('https://Chat.example.com:443/base', 'http', 'evil.example')).toBe('https://chat.example.com');
  });

  it('is the request’s scheme and Host without one', () => {
    expect(ownOriginOf(undefined, 'http', 'localhost:4000')).toBe('http://localhost:4000');
    expect(ownOriginOf(undefined, 'https', 'Chat.Example')).toBe('https://chat.example');
  });

  it('is none without a Host that can be read, so that no Origin can match it', () => {
    expect(ownOriginOf(undefined, 'http', undefined)).toBeNull();
    expect(ownOriginOf(undefined, 'http', 'a b')).toBeNull();
  });
});
