import { Injectable } from '@nestjs/common';
import { SocketAuthenticator } from '../auth/socket-authenticator.js';
import { DomainError } from '../common/errors/domain-error.js';
import { Broadcaster } from './broadcaster.js';
import type { ParleySocket } from './socket-contract.js';

/** How long a socket may stay open: as long as its newest token is good. */
@Injectable()
export class SocketSessions {
  constructor(
    private readonly authenticator: SocketAuthenticator,
    private readonly broadcaster: Broadcaster,
  ) {}

  /** Ends the socket when its token ends. */
  watch(socket: ParleySocket): void {
    this.schedule(socket);
    socket.once('disconnect', () => clearTimeout(socket.data.expiry));
  }

  /**
   * @returns how long the new token is good
   * @throws DomainError invalid_token | token_expired | forbidden (another user's; the socket is closed then)
   */
  async renew(socket: ParleySocket, token: string): Promise<{ expiresInMs: number }> {
    const { caller } = socket.data;
    const renewed = await this.authenticator.authenticate({
      key: socket.handshake.auth['key'] as unknown,
      token,
      origin: undefined,
      ownOrigin: null,
    });
    if (renewed.caller.userId !== caller.userId || renewed.caller.tenantId !== caller.tenantId) {
      setImmediate(() => socket.disconnect(true));
      throw new DomainError('forbidden', 'The token is of another user');
    }
    socket.data.expiresAtMs = renewed.expiresAtMs;
    this.schedule(socket);
    return { expiresInMs: renewed.expiresAtMs - Date.now() };
  }

  private schedule(socket: ParleySocket): void {
    clearTimeout(socket.data.expiry);
    const endSocket = (): void => this.broadcaster.endSocket(socket, 'token_expired');
    socket.data.expiry = setTimeout(endSocket, Math.max(0, socket.data.expiresAtMs - Date.now())).unref();
  }
}
