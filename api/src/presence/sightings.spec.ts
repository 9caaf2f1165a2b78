import { describe, expect, it } from '@jest/globals';
import type { PresenceRepository, Sighting } from './presence.repository.js';
import { Sightings } from './sightings.js';
import type { UserKey } from './user-sockets.js';

/** What is written, by a database that is away at first. */
function givenSightings() {
  const written: Sighting[] = [];
  let isAway = true;
  const markSeen = (seen: Sighting[]): Promise<void> => {
    if (isAway) return Promise.reject(new Error('away'));
    written.push(...seen);
    return Promise.resolve();
  };
  const sightings = new Sightings({ markSeen } as unknown as PresenceRepository);
  return { sightings, written, comeBack: () => (isAway = false) };
}

describe('when somebody was last seen', () => {
  it('is written down later where the database was away, unless they were seen since', async () => {
    const { sightings, written, comeBack } = givenSightings();
    const [ada, bo] = ['ada', 'bo'].map((userId) => ({ tenantId: 't', userId })) as [UserKey, UserKey];
    const [then, later] = [new Date(1_000), new Date(2_000)];
    sightings.note(ada, then);
    sightings.note(bo, then);
    await expect(sightings.write()).rejects.toThrow('away');
    sightings.note(bo, later);
    comeBack();
    await sightings.write();
    expect(written).toEqual([
      { ...ada, at: then },
      { ...bo, at: later },
    ]);
    await sightings.write();
    expect(written).toHaveLength(2);
  });
});
