import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { SocketAuthenticator } from '../auth/socket-authenticator.js';
import { DomainError } from '../common/errors/domain-error.js';
import { Broadcaster } from './broadcaster.js';
import { joinOwnChannels, sessionChannel } from './channels.js';
import type { ParleyServer, ParleySocket } from './socket-contract.js';

/** How often all sockets are looked at, in milliseconds: one timer for all costs nothing for each. */
const everyMs = 1_000;

/** How long a socket may stay open: as long as its newest token is good, and its session lives. */
@Injectable()
export class SocketSessions implements OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly authenticator: SocketAuthenticator,
    private readonly broadcaster: Broadcaster,
  ) {}

  /** Ends every socket of `io` when its token ends, and at once when its session ended while it was being let in. */
  watch(io: ParleyServer): void {
    io.on('connection', (socket) => void this.requireLive(socket));
    this.timer = setInterval(() => this.endExpired(io.sockets.sockets.values(), Date.now()), everyMs).unref();
  }

  /**
   * @returns how long the new token is good
   * @throws DomainError invalid_token | token_expired | forbidden (another user's or tenant's; the socket is closed then)
   */
  async renew(socket: ParleySocket, token: string): Promise<{ expiresInMs: number }> {
    const { caller } = socket.data;
    const renewed = await this.authenticator.authenticate({
      key: undefined,
      token,
      origin: undefined,
      ownOrigin: null,
    });
    if (renewed.caller.userId !== caller.userId || renewed.caller.tenantId !== caller.tenantId) {
      setImmediate(() => socket.disconnect(true));
      throw new DomainError('forbidden', 'The token is of another user');
    }
    // It may be of another session of this user, whose end then ends the socket.
    if (caller.sessionId !== null && caller.sessionId !== renewed.caller.sessionId) {
      await socket.leave(sessionChannel(caller.tenantId, caller.sessionId));
    }
    socket.data.caller = renewed.caller;
    socket.data.expiresAtMs = renewed.expiresAtMs;
    await joinOwnChannels(socket);
    await this.requireLive(socket);
    return { expiresInMs: renewed.expiresAtMs - Date.now() };
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private endExpired(sockets: Iterable<ParleySocket>, nowMs: number): void {
    for (const socket of sockets) {
      if (socket.data.expiresAtMs <= nowMs) this.broadcaster.endSocket(socket, 'token_expired');
    }
  }

  /** An end that was told between the look at the session and the joining of its channel reached nobody. */
  private async requireLive(socket: ParleySocket): Promise<void> {
    try {
      const isLive = await this.authenticator.isLive(socket.data.caller);
      if (!isLive) this.broadcaster.endSocket(socket, 'revoked');
    } catch {
      // Nobody knows whether it lives: told that it was revoked, a guest would forget the only way back to its messages.
      socket.disconnect(true);
    }
  }
}
