import { describe, expect, it } from '@jest/globals';
import { readConfig } from './chat-config.js';
import type { ChatAttributes } from './chat-config.js';
import { serverBase } from './server-base.js';
import { shortened } from './shortened.js';

const attributes: ChatAttributes = { key: 'pk_abc', room: null, serverUrl: null, session: null };
const read = (patch: Partial<ChatAttributes>) => readConfig({ ...attributes, ...patch }, true, 'https://chat.example');

describe('the configuration of an element', () => {
  it('needs a key, and takes the lobby, the script’s server and the browser’s storage by default', () => {
    expect(read({})).toEqual({
      config: { url: 'https://chat.example', key: 'pk_abc', slug: 'lobby', session: 'browser' },
    });
  });

  it('takes a slug, or the page itself as the room', () => {
    expect(read({ room: 'tea-room' })).toMatchObject({ config: { slug: 'tea-room' } });
    expect(read({ room: 'page' })).toMatchObject({
      config: { slug: null },
    });
  });

  it.each([
    'javascript:alert(1)',
    'data:text/html,x',
    'http://chat.example',
    'chat.example',
    '',
    'https://a:b@chat.example',
  ])('refuses %j as a server’s address', (serverUrl) => {
    expect(read({ serverUrl })).toHaveProperty('problem');
  });

  it.each([
    { key: null },
    { key: 'sk_secret' },
    { key: '"><img onerror>' },
    { room: 'Tea Room' },
    { room: 'x'.repeat(65) },
  ])('refuses %j', (patch) => {
    expect(read(patch)).toHaveProperty('problem');
  });

  it('repeats only a short piece of a wrong value, without marks that turn the text around', () => {
    const shown = shortened(`\u202e${'<img onerror>'.repeat(100_000)}`);
    expect(shown.length).toBeLessThan(50);
    expect(shown).not.toContain('\u202e');
  });
});

describe('a server’s address', () => {
  it('loses the slash at the end and keeps a path', () => {
    expect(serverBase('https://example.com/', true)).toBe('https://example.com');
    expect(serverBase('https://example.com/parley/', true)).toBe('https://example.com/parley');
  });

  it('may be plain http on a plain http page', () => {
    expect(serverBase('http://localhost:4000', false)).toBe('http://localhost:4000');
    expect(serverBase('http://localhost:4000', true)).toBeNull();
  });
});
