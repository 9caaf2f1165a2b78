import { afterAll, afterEach, beforeAll, expect } from '@jest/globals';
import type { History } from '../../src/messages/message.schema.js';
import { useServer } from './environment.js';
import { QuietServer } from './quiet-server.js';
import { makeTenant, type TestTenant, type TestUser } from './tenant.js';

/** The id of nothing. */
export const unknownId = '01a1fdf1-0fd7-75c3-b479-545cdb8c6744';

/** A guest in a lobby that must stay empty, whatever is sent to it, on a server that nobody else uses. */
export interface EmptyLobby {
  server: QuietServer;
  tenant: TestTenant;
  ada: TestUser;
  roomId: string;
}

/**
 * Makes one for all tests of a file, whose requests and sockets go to its server from then on. After each test the lobby
 * must be empty, the server alive and its log without errors.
 * @returns filled in before the first test
 */
export function useEmptyLobby(): EmptyLobby {
  const lobby = {} as EmptyLobby;
  beforeAll(async () => {
    lobby.server = await QuietServer.start();
    useServer(lobby.server.url);
    lobby.tenant = await makeTenant();
    lobby.ada = await lobby.tenant.guest('Ada');
    lobby.roomId = (await lobby.tenant.lobby()).id;
    // The first use of a token is noted in its session.
    await lobby.ada.rest('GET', '/v1/me');
  });
  afterEach(async () => {
    const { body } = await lobby.ada.rest<History>('GET', `/v1/rooms/${lobby.roomId}/messages`);
    expect(body.items).toEqual([]);
    expect([await lobby.server.isAlive(), lobby.server.errors()]).toEqual([true, []]);
  });
  afterAll(() => lobby.server.stop());
  return lobby;
}
