import { Injectable } from '@nestjs/common';
import { NodeLink } from '../cluster/node-link.js';
import { newId } from '../common/ids.js';

/** How a node sees one of its users; left out = not at all. */
export type NodeStatus = 'online' | 'away' | 'invisible';

/** A user of one node, named by `keyOf`, and how it sees them now; null = no more. */
export type StatusChange = readonly [key: string, status: NodeStatus | null];

/** What nodes tell each other. `version` counts the changes that a node has told, so that a lost one is noticed. */
type Fact =
  | { kind: 'beat'; node: string; version: number }
  | { kind: 'changes'; node: string; version: number; changes: StatusChange[] }
  /** Users of a node, all of them over `parts` facts. */
  | { kind: 'all'; node: string; version: number; part: number; parts: number; users: StatusChange[] }
  /** `of`: who shall tell all; null = everybody. */
  | { kind: 'ask'; node: string; of: string | null }
  | { kind: 'bye'; node: string };

/** Another node, as far as it is known. */
interface Known {
  /** -1: nothing is known but that it is there. */
  version: number;
  heardAtMs: number;
  users: Map<string, NodeStatus>;
  /** What is arriving in parts. */
  incoming: Map<string, NodeStatus>;
}

const channel = 'presence';

/** A node that was not heard for so long is taken for dead, in milliseconds. */
const deadAfterMs = 20_000;

/** Users in one fact. */
const usersAtOnce = 2_000;

/** All users are told at most once in this time, in milliseconds: the next beat finds out who needs them still. */
const tellAllEveryMs = 1_000;

/** Who is where on the other nodes, told from node to node; nothing where this is the only one. */
@Injectable()
export class OtherNodes {
  private readonly id = newId();
  private version = 0;
  private readonly known = new Map<string, Known>();
  private toldAllAtMs = -Infinity;
  private lookedAtMs = performance.now();
  private listAll: () => StatusChange[] = () => [];
  private onChange: (key: string, seenAt: Date) => void = () => undefined;

  constructor(private readonly nodes: NodeLink) {}

  /**
   * Begins to hear and to tell.
   * @param listAll the users of this node, as they were told
   * @param onChange told of each user that another node sees differently now; `seenAt` = when they were last seen there
   */
  start(listAll: () => StatusChange[], onChange: (key: string, seenAt: Date) => void): void {
    this.listAll = listAll;
    this.onChange = onChange;
    this.nodes.onHeard((from, fact) => {
      if (from === channel) this.hear(fact as Fact);
    });
    void this.nodes.hear(channel).then(() => this.tell({ kind: 'ask', node: this.id, of: null }));
  }

  /** Tells how this node sees its users now. */
  tellChanges(changes: readonly StatusChange[]): void {
    for (let at = 0; at < changes.length; at += usersAtOnce) {
      this.version += 1;
      const some = changes.slice(at, at + usersAtOnce);
      this.tell({ kind: 'changes', node: this.id, version: this.version, changes: some });
    }
  }

  /** Gives a sign of life, and lets go of nodes that give none. */
  beat(): void {
    this.tell({ kind: 'beat', node: this.id, version: this.version });
    const nowMs = performance.now();
    // This node may have hung itself, and not heard for that.
    const hungMs = nowMs - this.lookedAtMs > deadAfterMs / 2 ? nowMs - this.lookedAtMs : 0;
    this.lookedAtMs = nowMs;
    for (const [node, known] of this.known) {
      known.heardAtMs += hungMs;
      if (nowMs - known.heardAtMs > deadAfterMs) this.drop(node, known);
    }
  }

  /** Tells that this node is no more. */
  leave(): void {
    this.tell({ kind: 'bye', node: this.id });
  }

  /** How the other nodes see a user. */
  statusesOf(key: string): NodeStatus[] {
    return [...this.known.values()].flatMap(({ users }) => users.get(key) ?? []);
  }

  private hear(fact: Fact): void {
    const { node } = fact;
    if (fact.kind === 'ask') return this.answer(fact.of);
    const known = this.known.get(node) ?? { version: -1, heardAtMs: 0, users: new Map(), incoming: new Map() };
    if (fact.kind === 'bye') return this.drop(node, known);
    this.known.set(node, known);
    known.heardAtMs = performance.now();
    if (fact.kind === 'beat' && fact.version !== known.version) this.ask(node);
    if (fact.kind === 'all') this.takeAll(known, fact);
    if (fact.kind !== 'changes' || fact.version <= known.version) return;
    if (fact.version !== known.version + 1) return this.ask(node);
    known.version = fact.version;
    for (const [key, status] of fact.changes) {
      if (status === null) known.users.delete(key);
      else known.users.set(key, status);
      this.onChange(key, new Date());
    }
  }

  private takeAll(known: Known, { version, part, parts, users }: Fact & { kind: 'all' }): void {
    if (part === 0) known.incoming = new Map();
    for (const [key, status] of users) if (status !== null) known.incoming.set(key, status);
    if (part < parts - 1 || version <= known.version) return;
    const before = known.users;
    known.users = known.incoming;
    known.incoming = new Map();
    known.version = version;
    for (const key of new Set([...before.keys(), ...known.users.keys()])) {
      if (before.get(key) !== known.users.get(key)) this.onChange(key, new Date());
    }
  }

  private ask(of: string): void {
    this.tell({ kind: 'ask', node: this.id, of });
  }

  private answer(of: string | null): void {
    const nowMs = performance.now();
    if ((of !== null && of !== this.id) || nowMs - this.toldAllAtMs < tellAllEveryMs) return;
    this.toldAllAtMs = nowMs;
    const all = this.listAll();
    const parts = Math.max(1, Math.ceil(all.length / usersAtOnce));
    for (let part = 0; part < parts; part += 1) {
      const users = all.slice(part * usersAtOnce, (part + 1) * usersAtOnce);
      this.tell({ kind: 'all', node: this.id, version: this.version, part, parts, users });
    }
  }

  private drop(node: string, { users, heardAtMs }: Known): void {
    this.known.delete(node);
    const seenAt = new Date(Date.now() - Math.max(0, performance.now() - heardAtMs));
    for (const key of users.keys()) this.onChange(key, seenAt);
  }

  private tell(fact: Fact): void {
    this.nodes.tell(channel, fact);
  }
}
