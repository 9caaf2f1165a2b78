import { describe, expect, it } from '@jest/globals';
import type { Message } from '@parley/sdk';
import { systemWords } from './system-words.js';

const names: Readonly<Record<string, string>> = { ana: 'Ana', ben: 'Ben', cleo: 'Cleo' };
const nameOf = (id: string): string | undefined => names[id];
const told = (system: object | null, by: string, myId: string | null): string =>
  systemWords({ system: system as Message['system'], authorId: by }, { myId, nameOf }).join('');

const renamed = { type: 'room_renamed', name: 'Book club' };
const topic = { type: 'topic_changed', topic: 'Novels' };
const noTopic = { type: 'topic_changed', topic: null };
const role = (userId: string, to: string) => ({ type: 'role_changed', userId, role: to });

describe('what a room tells of itself', () => {
  it.each([
    [renamed, 'Ana renamed the room to “Book club”', 'You renamed the room to “Book club”'],
    [topic, 'Ana changed the topic to “Novels”', 'You changed the topic to “Novels”'],
    [noTopic, 'Ana removed the topic', 'You removed the topic'],
    [{ type: 'picture_changed' }, 'Ana changed the picture of the room', 'You changed the picture of the room'],
    [{ type: 'picture_removed' }, 'Ana removed the picture of the room', 'You removed the picture of the room'],
    [role('ben', 'moderator'), 'Ana made Ben a moderator', 'You made Ben a moderator'],
    [role('ben', 'member'), 'Ana made Ben a member', 'You made Ben a member'],
    [role('ana', 'member'), 'Ana is a member now', 'You are a member now'],
  ])('%j, by who it is to others and to oneself', (system, toOthers, toOneself) => {
    expect(told(system, 'ana', 'cleo')).toBe(toOthers);
    expect(told(system, 'ana', null)).toBe(toOthers);
    expect(told(system, 'ana', 'ana')).toBe(toOneself);
  });

  it('says “you” to whom it is about', () => {
    expect(told(role('ben', 'owner'), 'ana', 'ben')).toBe('Ana made you an owner');
    expect(told(role('ben', 'owner'), 'tenant', 'ben')).toBe('You are an owner now');
  });

  it.each([
    [renamed, 'The room was renamed to “Book club”'],
    [topic, 'The topic was changed to “Novels”'],
    [noTopic, 'The topic was removed'],
    [{ type: 'picture_changed' }, 'The picture of the room was changed'],
    [{ type: 'picture_removed' }, 'The picture of the room was removed'],
    [role('ben', 'owner'), 'Ben is an owner now'],
    [role('nobody known', 'owner'), 'Someone is an owner now'],
  ])('%j names nobody who did not do it', (system, words) => {
    expect(told(system, 'tenant', 'cleo')).toBe(words);
  });

  it('bears what is not known yet', () => {
    expect(told({ type: 'room_painted' }, 'ana', 'ben')).toBe('The room was changed');
  });

  it('keeps apart what people typed', () => {
    const parts = systemWords({ system: renamed, authorId: 'ana' } as Message, { myId: null, nameOf }, (typed) => [
      typed,
    ]);
    expect(parts).toEqual([['Ana'], ' renamed the room to “', ['Book club'], '”']);
  });
});
