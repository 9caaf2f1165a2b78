import { describe, expect, it } from '@jest/globals';
import { inviteCode, inviteLink } from './invite-link.js';

const code = 'AbCdEfGhIjKlMnOpQrSt-_09';
const key = 'pk_AbCdEfGhIjKlMnOpQrStUvWx';

describe('the link of an invitation', () => {
  it('leads to a page, and holds the code and whose chat it is', () => {
    const link = inviteLink('https://chat.example.com/chat', code, key);
    expect(link).toBe(`https://chat.example.com/chat#invite=${code}${key}`);
    expect(inviteCode(new URL(link).hash)).toBe(code);
  });

  it('is known from what is none', () => {
    for (const hash of [
      '',
      '#',
      '#invite=',
      `#invite=${code}`,
      `#invite=${code.slice(1)}${key}`,
      `#verify=${code}${key}`,
    ]) {
      expect(inviteCode(hash)).toBeNull();
    }
    expect(inviteCode(`#invite=${code}${key}&more`)).toBeNull();
  });

  it('keeps a code whole that looks like a key', () => {
    const odd = 'pk_pk_pk_pk_pk_pk_pk_pk_';
    expect(inviteCode(inviteLink('', odd, key))).toBe(odd);
  });
});
