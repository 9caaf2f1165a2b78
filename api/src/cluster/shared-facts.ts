import { Injectable } from '@nestjs/common';
import '../auth/auth.events.js';
import { Bus, type DomainEvents } from '../common/events/bus.js';
import '../delivery/activity.events.js';
import '../matches/matches.events.js';
import '../members/members.events.js';
import '../messages/messages.events.js';
import '../presence/presence.events.js';
import '../receipts/receipts.events.js';
import '../rooms/rooms.events.js';
import '../tenants/tenants.events.js';
import '../users/users.events.js';
import { NodeLink } from './node-link.js';

/** What every node has to know, whatever rooms it has open. Frames of rooms go their own way. */
const shared = [
  'match.found',
  'member.joined',
  'member.left',
  'message.grew',
  'presence.hidden',
  'room.deleted',
  'rooms.active',
  'rooms.read',
  'session.ended',
  'tenant.updated',
  'thread.read',
  'typing.changed',
  'user.updated',
] as const satisfies (keyof DomainEvents)[];

type Shared = (typeof shared)[number];

/** The one channel that all nodes hear. */
const channel = 'nodes';

/** Publishes the facts of each node on the buses of all others, once. */
@Injectable()
export class SharedFacts {
  /** While a fact of another node is published here, which must not be told again. */
  private isRepeating = false;

  constructor(bus: Bus, nodes: NodeLink) {
    for (const event of shared) {
      bus.on(event, (fact) => {
        if (!this.isRepeating) nodes.tell(channel, { event, fact });
      });
    }
    nodes.onHeard((from, told) => {
      if (from === channel) this.repeat(bus, told as { event: Shared; fact: DomainEvents[Shared] });
    });
    void nodes.hear(channel);
  }

  private repeat(bus: Bus, { event, fact }: { event: Shared; fact: DomainEvents[Shared] }): void {
    // A newer node may tell what this one does not know yet.
    if (!shared.includes(event)) return;
    this.isRepeating = true;
    try {
      bus.publish(event, fact);
    } finally {
      this.isRepeating = false;
    }
  }
}
