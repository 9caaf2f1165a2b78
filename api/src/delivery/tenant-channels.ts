import type { ParleyServer } from './socket-contract.js';

const none: ReadonlySet<string> = new Set();

/**
 * Which channels of one kind this node has, by tenant: a channel comes with the first socket that is in it, and goes with the
 * last.
 */
export class TenantChannels {
  private readonly byTenant = new Map<string, Set<string>>();

  /** @param read the tenant of a channel of this kind, and what it is about; `undefined` for all others */
  constructor(private readonly read: (channel: string) => { tenantId: string; id: string } | undefined) {}

  /** Follows the sockets of `io`. */
  watch(io: ParleyServer): void {
    const { adapter } = io.of('/');
    adapter.on('create-room', (channel: string) => this.come(channel));
    adapter.on('delete-room', (channel: string) => this.go(channel));
  }

  /** What the channels of a tenant are about. */
  of(tenantId: string): ReadonlySet<string> {
    return this.byTenant.get(tenantId) ?? none;
  }

  private come(channel: string): void {
    const found = this.read(channel);
    if (!found) return;
    const ids = this.byTenant.get(found.tenantId) ?? new Set();
    this.byTenant.set(found.tenantId, ids.add(found.id));
  }

  private go(channel: string): void {
    const found = this.read(channel);
    const ids = found && this.byTenant.get(found.tenantId);
    if (!ids) return;
    ids.delete(found.id);
    if (ids.size === 0) this.byTenant.delete(found.tenantId);
  }
}
