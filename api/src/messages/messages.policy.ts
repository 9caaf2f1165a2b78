import type { TenantCaller } from '../common/access/caller.js';
import type { SeatRow } from '../members/member.mapper.js';
import type { Room } from '../rooms/room.schema.js';
import { isSeated, mayAct } from '../rooms/rooms.policy.js';
import type { Message } from './message.schema.js';

/** Who asks, in which room, from which seat. */
export interface Asker {
  readonly caller: TenantCaller;
  readonly type: Room['type'];
  readonly seat: SeatRow | null;
}

const isAuthor = ({ caller }: Asker, { author_id }: { author_id: string }): boolean =>
  caller.kind === 'user' && caller.userId === author_id;

/** What people wrote themselves, and only text: what a server wrote or a device sealed is no text that anybody could correct. */
export const canEdit = (asker: Asker, message: { author_id: string; kind: string }): boolean =>
  isAuthor(asker, message) && message.kind === 'text';

/** Whether somebody who sits in a room may write there: in announcements only moderators do. */
export const canWrite = (posting: Room['posting'], seat: SeatRow): boolean =>
  posting === 'everyone' || seat.role !== 'member';

/** What a room tells of itself nobody wrote: it is neither edited nor taken back, pinned, reacted to, answered or reported. */
export const isWritten = ({ kind }: { kind: Message['kind'] }): boolean => kind !== 'system';

/** Authors take back what they wrote, wherever they still see it; moderators and the tenant's server whatever people wrote. */
export const canDelete = (asker: Asker, message: { author_id: string }): boolean =>
  isAuthor(asker, message) || mayModerate('deleteMessage', asker);

/** What a message said before: for its author and for those who look after the room. */
export const canReadVersions = (asker: Asker, message: { author_id: string }): boolean =>
  isAuthor(asker, message) || mayModerate('readVersions', asker);

/** What a room wants everybody to find is for moderators to say; in direct and match rooms for whoever sits there. */
export const canPin = (asker: Asker): boolean =>
  mayModerate('pin', asker) || ((asker.type === 'direct' || asker.type === 'match') && isSeated(asker.seat));

/** In direct and match rooms nobody has a role; the tenant's server looks after all rooms. */
const mayModerate = (action: 'deleteMessage' | 'readVersions' | 'pin', { caller, type, seat }: Asker): boolean =>
  caller.kind === 'server' || mayAct(action, caller, type, seat);
