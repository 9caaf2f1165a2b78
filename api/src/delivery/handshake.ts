import { Injectable, Logger } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Application } from 'express';
import proxyaddr from 'proxy-addr';
import { ownOriginOf } from '../auth/own-origin.js';
import { SocketAuthenticator } from '../auth/socket-authenticator.js';
import { DomainError } from '../common/errors/domain-error.js';
import { toProblem } from '../common/errors/problem.js';
import { toDomainError } from '../common/errors/to-domain-error.js';
import { newId } from '../common/ids.js';
import { HttpConfig } from '../config/http.config.js';
import { networkOf } from '../limits/address.js';
import { joinOwnChannels } from './channels.js';
import { ConnectionLimits } from './connection-limits.js';
import type { ParleyServer, ParleySocket } from './socket-contract.js';

/** Lets a socket in, or refuses it with a problem as the `data` of its `connect_error`. */
@Injectable()
export class Handshake {
  private readonly logger = new Logger(Handshake.name);

  constructor(
    private readonly authenticator: SocketAuthenticator,
    private readonly limits: ConnectionLimits,
    private readonly http: HttpConfig,
    private readonly host: HttpAdapterHost,
  ) {}

  /** Puts the check in front of every connection. */
  guard(io: ParleyServer): void {
    io.use((socket, next) => {
      this.admit(socket).then(
        () => next(),
        (thrown: unknown) => next(this.refusal(thrown)),
      );
    });
  }

  private async admit(socket: ParleySocket): Promise<void> {
    const { auth, headers } = socket.handshake;
    const { caller, tenant, expiresAtMs } = await this.authenticator.authenticate({
      key: auth['key'] as unknown,
      token: auth['token'] as unknown,
      origin: headers.origin,
      ownOrigin: this.ownOrigin(socket),
    });
    const { connectionsPerIp, connectionsPerUser } = tenant.settings.limits;
    const release = this.limits.take([
      { key: `ip:${tenant.id}:${networkOf(this.address(socket))}`, limit: connectionsPerIp },
      { key: `user:${tenant.id}:${caller.userId}`, limit: connectionsPerUser },
    ]);
    // The transport's end, not the socket's: a client may go away before the socket is connected.
    socket.conn.once('close', release);
    if (socket.conn.readyState !== 'open') release();
    socket.data = { caller, expiresAtMs, expiry: undefined };
    await joinOwnChannels(socket);
  }

  private address(socket: ParleySocket): string {
    return proxyaddr(socket.request, this.trust);
  }

  /** As Express tells it on REST: what a proxy says counts when the proxy is trusted. */
  private ownOrigin({ request, handshake: { headers } }: ParleySocket): string | null {
    const isTrusted = this.trust(request.socket.remoteAddress ?? '', 0);
    const told = (name: string): string | undefined =>
      isTrusted ? headers[name]?.toString().split(',', 1)[0]?.trim() : undefined;
    const protocol = told('x-forwarded-proto') ?? ('encrypted' in request.socket ? 'https' : 'http');
    return ownOriginOf(this.http.publicUrl, protocol, told('x-forwarded-host') ?? headers.host);
  }

  private get trust(): (address: string, hop: number) => boolean {
    return this.host.httpAdapter.getInstance<Application>().get('trust proxy fn') as (
      address: string,
      hop: number,
    ) => boolean;
  }

  private refusal(thrown: unknown): Error {
    const known = toDomainError(thrown);
    const requestId = newId();
    if (!known) this.logger.error({ err: thrown, requestId }, 'a handshake failed');
    const error = known ?? new DomainError('internal_error');
    return Object.assign(new Error(error.message), { data: toProblem(error, requestId) });
  }
}
