import { Injectable } from '@nestjs/common';
import { SocketAuthenticator } from '../auth/socket-authenticator.js';
import { DomainError } from '../common/errors/domain-error.js';
import { Broadcaster } from './broadcaster.js';
import { joinOwnChannels, sessionChannel } from './channels.js';
import type { ParleySocket } from './socket-contract.js';

/** How long a socket may stay open: as long as its newest token is good. */
@Injectable()
export class SocketSessions {
  constructor(
    private readonly authenticator: SocketAuthenticator,
    private readonly broadcaster: Broadcaster,
  ) {}

  /** Ends the socket when its token ends, and at once when its session ended while it was being let in. */
  async watch(socket: ParleySocket): Promise<void> {
    this.schedule(socket);
    socket.once('disconnect', () => clearTimeout(socket.data.expiry));
    const { token } = socket.handshake.auth;
    await this.requireLive(socket, token);
  }

  /**
   * @returns how long the new token is good
   * @throws DomainError invalid_token | token_expired | forbidden (another user's or tenant's; the socket is closed then)
   */
  async renew(socket: ParleySocket, token: string): Promise<{ expiresInMs: number }> {
    const { caller } = socket.data;
    const renewed = await this.authenticate(token);
    if (renewed.caller.userId !== caller.userId || renewed.caller.tenantId !== caller.tenantId) {
      setImmediate(() => socket.disconnect(true));
      throw new DomainError('forbidden', 'The token is of another user');
    }
    // It may be of another session of this user, whose end then ends the socket.
    if (caller.sessionId !== null) await socket.leave(sessionChannel(caller.tenantId, caller.sessionId));
    socket.data.caller = renewed.caller;
    socket.data.expiresAtMs = renewed.expiresAtMs;
    await joinOwnChannels(socket);
    this.schedule(socket);
    await this.requireLive(socket, token);
    return { expiresInMs: renewed.expiresAtMs - Date.now() };
  }

  /** An end that was told between the look at the session and the joining of its channel reached nobody. */
  private async requireLive(socket: ParleySocket, token: unknown): Promise<void> {
    await this.authenticate(token).catch(() => this.broadcaster.endSocket(socket, 'revoked'));
  }

  private authenticate(token: unknown) {
    return this.authenticator.authenticate({ key: undefined, token, origin: undefined, ownOrigin: null });
  }

  private schedule(socket: ParleySocket): void {
    clearTimeout(socket.data.expiry);
    const endSocket = (): void => this.broadcaster.endSocket(socket, 'token_expired');
    socket.data.expiry = setTimeout(endSocket, Math.max(0, socket.data.expiresAtMs - Date.now())).unref();
  }
}
