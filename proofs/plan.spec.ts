import { describe, expect, it } from '@jest/globals';
import { canaryOf, castOf, planLoad, usualLoad } from './plan.js';

const cast = castOf(usualLoad, 2);

describe('the plan of a run', () => {
  it('is the same for the same seed, and another for another', () => {
    const plan = planLoad(7, 20, usualLoad, cast);
    expect(planLoad(7, 20, usualLoad, cast)).toEqual(plan);
    expect(planLoad(8, 20, usualLoad, cast)).not.toEqual(plan);
  });

  it('has as many operations as the load says, in order, each in a room that its actor has', () => {
    const plan = planLoad(1, 20, usualLoad, cast);
    const talk = plan.filter(({ target }) => target === undefined);
    expect(talk).toHaveLength(20 * usualLoad.operationsPerSecond);
    expect(plan.map(({ atMs }) => atMs)).toEqual(plan.map(({ atMs }) => atMs).sort((a, b) => a - b));
    expect(new Set(plan.map(({ n }) => n)).size).toBe(plan.length);
    for (const { actor, room } of talk) expect(cast.find(({ name }) => name === actor)?.rooms).toContain(room);
  });

  it('does of each thing as much as the load wants', () => {
    const talk = planLoad(1, 60, usualLoad, cast).filter(({ target }) => target === undefined);
    const deeds = Object.entries(usualLoad.deeds);
    const all = deeds.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [deed, weight] of deeds) {
      const done = talk.filter(({ op }) => (deed === 'seat' ? op === 'join' || op === 'leave' : op === deed));
      expect(Math.abs(done.length / talk.length - weight / all)).toBeLessThan(0.02);
      expect(done.length).toBeGreaterThan(0);
    }
  });

  it('lets chats of the SDK alone come and go, and all others do everything else', () => {
    const plan = planLoad(1, 60, usualLoad, cast);
    for (const { actor, op, room } of plan.filter(({ op }) => op === 'join' || op === 'leave')) {
      expect([op, actor.startsWith('sdk-'), room]).toEqual([op, true, 'shifting']);
    }
    for (const deed of ['send', 'edit', 'delete', 'react', 'unreact', 'read']) {
      const kinds = plan.filter(({ op }) => op === deed).map(({ actor }) => actor.split('-')[0]);
      expect([deed, [...new Set(kinds)].sort()]).toEqual([deed, ['raw', 'rest', 'sdk']]);
    }
  });

  it('changes messages near to the latest one, some edits of one version alone', () => {
    const plan = planLoad(1, 60, usualLoad, cast);
    const backs = plan.map(({ back }) => back);
    expect([Math.min(...backs), Math.max(...backs)]).toEqual([0, 7]);
    const ofVersion = plan.filter(({ isOfVersion }) => isOfVersion);
    expect(ofVersion.length).toBeGreaterThan(10);
    expect(ofVersion.every(({ op }) => op === 'edit')).toBe(true);
    const reactions = plan.filter(({ op }) => op === 'react');
    expect(new Set(reactions.map(({ emoji }) => emoji)).size).toBe(4);
  });

  it('copies what raw users do alone, but for what they read, and only where the load wants it', () => {
    expect(planLoad(1, 20, usualLoad, cast).every(({ copies }) => copies === 1)).toBe(true);
    const copied = planLoad(1, 20, { ...usualLoad, duplicates: 1 }, cast).filter(({ copies }) => copies > 1);
    expect(copied.length).toBeGreaterThan(0);
    expect(copied.every(({ actor, op }) => actor.startsWith('raw-') && op !== 'read')).toBe(true);
    expect(new Set(copied.map(({ op }) => op))).toEqual(new Set(['send', 'edit', 'delete', 'react', 'unreact']));
    expect(Math.max(...copied.map(({ copies }) => copies))).toBe(5);
  });

  it('shuts people out of rooms that they have, each time for a while, one after the other in each tenant', () => {
    const plan = planLoad(1, 60, usualLoad, cast);
    for (const moderator of cast.filter(({ kind }) => kind === 'moderator')) {
      const own = plan.filter(({ actor }) => actor === moderator.name);
      expect(own.length).toBeGreaterThan(10);
      for (let at = 0; at < own.length; at += 2) {
        const [out, back] = own.slice(at, at + 2);
        expect(['ban unban', 'remove add']).toContain(`${out?.op} ${back?.op}`);
        expect(back).toMatchObject({ room: out?.room, target: out?.target });
        expect(out?.op === 'remove').toBe(out?.room === 'private');
        expect(back?.atMs).toBeGreaterThan(out?.atMs ?? 0);
        expect(back?.atMs).toBeLessThan(60_000);
        const target = cast.find(({ name }) => name === out?.target);
        expect(target?.tenant).toBe(moderator.tenant);
        expect(target?.rooms).toContain(out?.room);
      }
    }
    const bans = plan.filter(({ op }) => op === 'ban').length;
    expect(bans).toBeGreaterThan(plan.filter(({ op }) => op === 'remove').length);
  });

  it('gives everybody their node, and every private room six', () => {
    expect(new Set(cast.map(({ node }) => node))).toEqual(new Set([0, 1]));
    for (const tenant of [0, 1, 2]) {
      const insiders = cast.filter((actor) => actor.tenant === tenant && actor.rooms.includes('private'));
      expect(insiders).toHaveLength(6);
    }
  });

  it.each([20, 21, 22, 23, 24, 4_096])('writes a text of %i bytes that no trimming changes', (bytes) => {
    const text = canaryOf(0, 'hot', 'sdk-1', 1_234, bytes);
    expect(text.trim()).toBe(text);
    expect(text).toMatch(/^t0\/hot\/sdk-1\/1234(?: x+)?$/);
    expect(text.length).toBeLessThanOrEqual(Math.max(bytes, 't0/hot/sdk-1/1234'.length));
  });
});
