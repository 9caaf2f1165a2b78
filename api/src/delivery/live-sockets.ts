import { setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { ParleyServer } from './socket-contract.js';
import { connectionsOf, cut } from './transports.js';

/** How often it is looked whether they have gone, in milliseconds. */
const lookEveryMs = 50;

/** The open connections of this node, as far as its end goes. */
@Injectable()
export class LiveSockets {
  private io: ParleyServer | undefined;

  attach(io: ParleyServer): void {
    this.io = io;
  }

  /** Waits until all have gone by themselves, but not longer than `withinMs`. */
  async gone(withinMs: number): Promise<void> {
    const untilMs = performance.now() + withinMs;
    while (this.io && this.io.engine.clientsCount > 0 && performance.now() < untilMs) await delay(lookEveryMs);
  }

  /** Closes all of them, once what waits to be sent has left; those that take longer than `withinMs` are cut. */
  async close(withinMs: number): Promise<void> {
    const { io } = this;
    if (!io) return;
    const connections = connectionsOf(io);
    for (const socket of io.sockets.sockets.values()) socket.disconnect(true);
    await this.gone(withinMs);
    // By websocket a client may also leave the farewell unanswered: then only the network is still there.
    for (const connection of connections) cut(connection);
  }
}
