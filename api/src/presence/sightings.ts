import { Injectable } from '@nestjs/common';
import { PresenceRepository, type Sighting } from './presence.repository.js';
import type { UserKey } from './user-sockets.js';

/** How often it is written down, in milliseconds. */
const writeEveryMs = 5_000;

/** How long it is remembered here, in milliseconds: until it can be read everywhere. */
const rememberMs = 60_000;

/** Most users in one statement. */
const usersAtOnce = 1_000;

const keyOf = ({ tenantId, userId }: UserKey): string => `${tenantId}/${userId}`;

/** When people who have gone were last seen: in memory first, and together into the database. */
@Injectable()
export class Sightings {
  private readonly recent = new Map<string, Sighting & { notedAtMs: number }>();
  private unwritten = new Map<string, Sighting>();
  private writtenAtMs = performance.now();

  constructor(private readonly repository: PresenceRepository) {}

  /** Somebody was seen for the last time then. */
  note({ tenantId, userId }: UserKey, at: Date): void {
    const key = keyOf({ tenantId, userId });
    // Behind all others: the oldest are forgotten first.
    this.recent.delete(key);
    this.recent.set(key, { tenantId, userId, at, notedAtMs: performance.now() });
    this.unwritten.set(key, { tenantId, userId, at });
  }

  /** When somebody who has gone lately was last seen; `undefined` = the database knows. */
  of(user: UserKey): Date | undefined {
    return this.recent.get(keyOf(user))?.at;
  }

  /** Writes down what was noted, unless that was done a moment ago. */
  async writeInTime(): Promise<void> {
    const nowMs = performance.now();
    for (const [key, { notedAtMs }] of this.recent) {
      if (nowMs - notedAtMs < rememberMs) break;
      this.recent.delete(key);
    }
    if (nowMs - this.writtenAtMs < writeEveryMs) return;
    this.writtenAtMs = nowMs;
    await this.write();
  }

  /** Writes down what was noted. */
  async write(): Promise<void> {
    const noted = [...this.unwritten];
    this.unwritten = new Map();
    try {
      for (; noted.length > 0; noted.splice(0, usersAtOnce))
        await this.repository.markSeen(noted.slice(0, usersAtOnce).map(([, sighting]) => sighting));
    } finally {
      // What could not be written is tried again, unless they were seen since.
      this.unwritten = new Map([...noted, ...this.unwritten]);
    }
  }
}
