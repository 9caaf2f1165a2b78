/** A ticket as far as it decides who meets whom. */
export interface WaitingTicket {
  readonly id: string;
  readonly userId: string;
  /** How many meet, oneself among them. */
  readonly size: number;
  /** Folded, each once. */
  readonly interests: readonly string[];
  /** Has waited so long for somebody with the same interests that anyone will do. */
  readonly isPatient: boolean;
  /** Whom they met the last time. */
  readonly lastPartnerIds: readonly string[];
  /** Whom they have blocked, and who has blocked them. */
  readonly blockedIds: readonly string[];
}

/**
 * Puts strangers together: first those who share interests, then anyone with anyone who does not wait for that. Nobody meets
 * a blocked person, and their last partners only where nobody else waited for them.
 * @param tickets of different users, the longest waiting first
 * @returns groups, each of as many tickets as all in it asked for; who is in none goes on waiting
 */
export function pairUp(tickets: readonly WaitingTicket[]): WaitingTicket[][] {
  const bySize = new Map<number, WaitingTicket[]>();
  for (const ticket of tickets) addTo(bySize, ticket.size, ticket);
  return [...bySize.values()].flatMap((alike) => new Round(alike).groups());
}

/** One look at the tickets of one size. */
class Round {
  private readonly free: Set<WaitingTicket>;
  /** Of the free ones, those that anyone will do for. */
  private readonly open: Set<WaitingTicket>;
  private readonly byInterest = new Map<string, WaitingTicket[]>();
  private readonly userIds: ReadonlySet<string>;

  constructor(private readonly tickets: readonly WaitingTicket[]) {
    this.free = new Set(tickets);
    this.open = new Set(tickets.filter(isOpen));
    this.userIds = new Set(tickets.map(({ userId }) => userId));
    for (const ticket of tickets) {
      for (const interest of ticket.interests) addTo(this.byInterest, interest, ticket);
    }
  }

  groups(): WaitingTicket[][] {
    const isChoosy = (ticket: WaitingTicket): boolean => ticket.lastPartnerIds.some((id) => this.userIds.has(id));
    // Who must not meet everybody chooses first: the others find somebody among whoever is left.
    const order = [...this.tickets].sort((a, b) => Number(isChoosy(b)) - Number(isChoosy(a)));
    const groups: WaitingTicket[][] = [];
    const gatherAll = (candidatesOf: (first: WaitingTicket) => Iterable<WaitingTicket>, fits: Fits): void => {
      for (const first of order) {
        const group = this.free.has(first) ? this.gather(first, candidatesOf(first), fits) : undefined;
        if (group) groups.push(group);
      }
    };
    gatherAll((first) => this.kindred(first), areStrangers);
    gatherAll((first) => (isOpen(first) ? this.open : []), areStrangers);
    const alone = new Set([...this.free].filter((ticket) => isChoosy(ticket) && !this.hadOthers(ticket)));
    gatherAll((first) => (alone.has(first) ? alone : []), mayMeet);
    return groups;
  }

  /** The first candidates that complete a group, which are free no more then. */
  private gather(first: WaitingTicket, candidates: Iterable<WaitingTicket>, fits: Fits): WaitingTicket[] | undefined {
    const group = [first];
    for (const candidate of candidates) {
      if (!this.free.has(candidate) || !group.every((other) => other !== candidate && fits(other, candidate))) continue;
      group.push(candidate);
      if (group.length < first.size) continue;
      for (const ticket of group) {
        this.free.delete(ticket);
        this.open.delete(ticket);
      }
      return group;
    }
    return undefined;
  }

  /** The free ones that share interests with a ticket, those that share most first. */
  private kindred(ticket: WaitingTicket): WaitingTicket[] {
    const shared = new Map<WaitingTicket, number>();
    for (const interest of ticket.interests) {
      for (const other of this.byInterest.get(interest) ?? []) {
        if (this.free.has(other)) shared.set(other, (shared.get(other) ?? 0) + 1);
      }
    }
    return [...shared].sort(([, a], [, b]) => b - a).map(([other]) => other);
  }

  /** Whether enough strangers waited for a ticket, whoever has taken them. */
  private hadOthers(ticket: WaitingTicket): boolean {
    let count = 1;
    for (const other of this.tickets) {
      if (other !== ticket && areStrangers(ticket, other)) count += 1;
      if (count === ticket.size) return true;
    }
    return false;
  }
}

type Fits = (a: WaitingTicket, b: WaitingTicket) => boolean;

const isOpen = ({ interests, isPatient }: WaitingTicket): boolean => interests.length === 0 || isPatient;

const mayMeet: Fits = (a, b) =>
  !a.blockedIds.includes(b.userId) &&
  !b.blockedIds.includes(a.userId) &&
  ((isOpen(a) && isOpen(b)) || a.interests.some((interest) => b.interests.includes(interest)));

const areStrangers: Fits = (a, b) =>
  mayMeet(a, b) && !a.lastPartnerIds.includes(b.userId) && !b.lastPartnerIds.includes(a.userId);

function addTo<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
