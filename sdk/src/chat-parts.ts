import { createBlocksApi, createInvitesApi, createPeopleApi } from './people.js';
import type { BlocksApi, InvitesApi, PeopleApi } from './people.js';
import { createRoomsApi } from './rooms.js';
import type { RestCaller, RoomsApi } from './rooms.js';

/** What a chat does beyond its live rooms. Loaded with the first such call: most who read a room never make one. */
export interface ChatParts {
  rooms: RoomsApi;
  people: PeopleApi;
  blocks: BlocksApi;
  invites: InvitesApi;
}

/** Each as one caller sees it. */
export const createChatParts = (session: RestCaller): ChatParts => ({
  rooms: createRoomsApi(session),
  people: createPeopleApi(session),
  blocks: createBlocksApi(session),
  invites: createInvitesApi(session),
});
