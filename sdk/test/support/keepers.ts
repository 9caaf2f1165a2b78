import { afterEach, beforeEach } from '@jest/globals';
import type { SessionMode } from '../../src/chat.js';
import { ChatError } from '../../src/errors.js';
import { SessionKeeper } from '../../src/session-keeper.js';
import { createTokenStorage } from '../../src/token-storage.js';
import type { TokenStorage } from '../../src/token-storage.js';
import { createRest } from '../../src/transport/rest.js';
import { AuthServer } from './auth-server.js';

/** What the tests of a session are given. */
interface Given {
  server: AuthServer;
  /** Where the keepers of one test keep their session. */
  storage: TokenStorage;
  /** Ends all that the keepers of the test do. */
  closing: AbortController;
  readonly keeper: (mode: SessionMode, closing?: AbortController) => SessionKeeper;
}

/** Starts a server of its own for each test. */
export function givenKeepers(): Given {
  const given = {
    keeper: (mode, closing = given.closing) => {
      const { server, storage } = given;
      const rest = createRest(server.url, { 'X-Parley-Key': 'pk_test' }, closing.signal);
      return new SessionKeeper(rest, mode, storage, 'test', closing.signal);
    },
  } as Given;
  beforeEach(async () => {
    given.server = new AuthServer();
    await given.server.start();
    given.closing = new AbortController();
    given.storage = createTokenStorage('memory', 'test');
  });
  afterEach(async () => {
    given.closing.abort(new ChatError({ code: 'closed' }));
    await given.server.stop();
  });
  return given;
}

/** Asks the server who the session is of. */
export const readMe = (session: SessionKeeper) => session.call<{ id: string }>({ method: 'GET', path: '/me' });
