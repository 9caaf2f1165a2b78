import { Injectable } from '@nestjs/common';
import type { TenantCaller } from '../common/access/caller.js';
import { DomainError } from '../common/errors/domain-error.js';
import { decodePlace, listScope, page } from '../common/schema/paging.js';
import { isId } from '../common/ids.js';
import { countSearch } from '../limits/count-search.js';
import { networkOf } from '../limits/address.js';
import { maxListingsPerMinute, RateLimits } from '../limits/rate-limits.js';
import { DiscoverRepository, type FoundRoomPlace, type FoundRoomRow } from './discover.repository.js';
import type { FoundRoom, ListRooms, RoomPage } from './discover.schema.js';
import { toIso, toRoom } from './room.mapper.js';
import { seatOf } from './room-access.service.js';

const keyOf = (row: FoundRoomRow): string => `${row.rank} ${row.active_us} ${row.id}`;

/** @returns null for what is no key of this list */
function placeOf(key: string): FoundRoomPlace | null {
  const [, rank = '', activeUs = '', roomId] = /^(\d{1,3}) (\d{1,16}) (\S+)$/.exec(key) ?? [];
  const place = { rank: Number(rank), activeUs: Number(activeUs) };
  return isId(roomId) && Number.isSafeInteger(place.activeUs) ? { ...place, roomId } : null;
}

const toFoundRoom = (row: FoundRoomRow): FoundRoom => ({
  ...toRoom(row),
  lastActivityAt: toIso(row.active_at),
  joined: row.is_joined,
});

/** Discover: the public rooms of a tenant. */
@Injectable()
export class DiscoverService {
  constructor(
    private readonly rooms: DiscoverRepository,
    private readonly limits: RateLimits,
  ) {}

  /**
   * The lobby, then what has been active last; of a search what is written so first, then what is about so. Without what is
   * archived, and what the caller is banned from. Visitors see the list, which is counted by address, and become somebody to
   * search it.
   * @param address where the request came from
   * @throws DomainError validation_failed (a wrong cursor) | unauthenticated (a visitor's search) | rate_limited
   */
  async list(caller: TenantCaller, { query, limit, cursor }: ListRooms, address: string): Promise<RoomPage> {
    const part = query?.trim().toLowerCase() || null;
    if (part !== null && caller.kind === 'visitor') throw new DomainError('unauthenticated');
    const scope = listScope(caller, 'rooms', part ?? '');
    const after = decodePlace(scope, cursor, placeOf);
    if (part !== null) await countSearch(this.limits, caller);
    if (caller.kind === 'visitor') await this.countVisit(caller.tenantId, address);
    const rows = await this.rooms.list({
      tenantId: caller.tenantId,
      userId: seatOf(caller),
      part,
      after,
      limit: limit + 1,
    });
    const { items, nextCursor } = page(rows, limit, scope, keyOf);
    return { items: items.map(toFoundRoom), nextCursor };
  }

  private countVisit(tenantId: string, address: string): Promise<void> {
    return this.limits.consume('listingsPerMinutePerIp', tenantId, networkOf(address), maxListingsPerMinute);
  }
}
