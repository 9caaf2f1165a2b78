import type { IncomingMessage } from 'node:http';
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
import { Admission } from './admission.js';
import { Arrivals } from './arrivals.js';
import { joinOwnChannels } from './channels.js';
import { ConnectionLimits } from './connection-limits.js';
import { Door } from './door.js';
import type { ParleyServer, ParleySocket } from './socket-contract.js';
import { type Connection, cut, forgetRequest, shortenFarewell } from './transports.js';

/** A connection whose client has not been let in yet. */
interface Arrival {
  readonly network: string;
  readonly end: () => void;
  /** Handshakes so far. */
  attempts: number;
  isBeingChecked: boolean;
}

/** Handshakes of one connection. Socket.IO's own client makes one, and opens a new connection after a refusal. */
const maxAttempts = 5;

/** Lets a socket in, or refuses it with a problem as the `data` of its `connect_error`. */
@Injectable()
export class Handshake {
  private readonly logger = new Logger('Handshake');
  private readonly admission = new Admission();
  private readonly arrivals = new Arrivals();
  private readonly arriving = new WeakMap<Connection, Arrival>();

  constructor(
    private readonly authenticator: SocketAuthenticator,
    private readonly limits: ConnectionLimits,
    private readonly door: Door,
    private readonly http: HttpConfig,
    private readonly host: HttpAdapterHost,
  ) {}

  /** Puts the check in front of every connection. */
  guard(io: ParleyServer): void {
    io.engine.opts.allowRequest = (request, answer) => {
      const isAllowed = this.arrivals.mayBegin(this.networkOf(request));
      answer(isAllowed ? null : 'too many connections of this address are not used', isAllowed);
    };
    io.engine.on('connection', (connection: Connection) => this.arrive(connection));
    io.use((socket, next) => {
      this.admit(socket).then(
        () => next(),
        (thrown: unknown) => next(this.refusal(thrown)),
      );
    });
  }

  private arrive(connection: Connection): void {
    shortenFarewell(connection);
    const network = this.networkOf(connection.request);
    const end = this.arrivals.begin(network);
    connection.once('close', end);
    this.arriving.set(connection, { network, end, attempts: 0, isBeingChecked: false });
  }

  private async admit(socket: ParleySocket): Promise<void> {
    const arrival = this.attempt(socket.conn);
    try {
      await this.enter(socket);
      try {
        if (this.door.isDraining) throw this.door.refusal();
        await this.letIn(socket, arrival);
      } finally {
        this.admission.leave();
      }
    } finally {
      arrival.isBeingChecked = false;
    }
  }

  /**
   * Counts a handshake before it takes a place that others wait for.
   * @throws DomainError bad_request of a connection that was let in already: a second namespace there is not; and of one that
   *   is cut, because it does not wait for its answer or does not heed refusals
   */
  private attempt(connection: Connection): Arrival {
    const arrival = this.arriving.get(connection);
    if (!arrival) throw new DomainError('bad_request');
    if (arrival.isBeingChecked || arrival.attempts >= maxAttempts) {
      cut(connection);
      throw new DomainError('bad_request');
    }
    arrival.attempts += 1;
    arrival.isBeingChecked = true;
    return arrival;
  }

  private async enter({ conn }: ParleySocket): Promise<void> {
    const gone = new AbortController();
    const leave = (): void => gone.abort(new DomainError('bad_request', 'The client has gone'));
    conn.once('close', leave);
    if (conn.readyState !== 'open') leave();
    await this.admission.enter(gone.signal).finally(() => conn.off('close', leave));
  }

  private async letIn(socket: ParleySocket, { network, end }: Arrival): Promise<void> {
    const { conn } = socket;
    const { auth, headers } = socket.handshake;
    const { caller, tenant, expiresAtMs } = await this.authenticator.authenticate({
      key: auth['key'] as unknown,
      token: auth['token'] as unknown,
      origin: headers.origin,
      ownOrigin: this.ownOrigin(socket),
    });
    const place = { tenantId: tenant.id, userId: caller.userId, network };
    this.limits.take(place, tenant.settings.limits);
    this.arriving.delete(conn);
    const giveBack = (): void => this.limits.giveBack(place);
    // The transport's end, not the socket's: a client may go away before the socket is connected.
    if (conn.readyState === 'closed') giveBack();
    else conn.once('close', giveBack);
    end();
    conn.off('close', end);
    socket.data = { caller, expiresAtMs };
    forgetRequest(socket);
    await joinOwnChannels(socket);
  }

  private networkOf(request: IncomingMessage): string {
    return networkOf(proxyaddr(request, this.trust));
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
