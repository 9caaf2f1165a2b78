import type { Socket } from 'node:net';
import { type Ending, type Mode, Pipe } from './pipe.js';
import { WebsocketFrames } from './websocket-frames.js';

/** `up` = from the client to the server, `down` = from the server to the client. */
export type Direction = 'up' | 'down';

/** What to do with a websocket frame of the server; once one is held, all behind it are. */
export type FrameVerdict = 'pass' | 'drop' | 'hold';

/** One client's connection through the proxy. */
export class ProxiedConnection {
  /** Judges each whole websocket frame of the server. */
  onFrame: ((frame: Buffer, connection: ProxiedConnection) => FrameVerdict) | undefined;
  /** Sees what the client sends, right before it goes on. */
  onUp: ((bytes: Buffer, connection: ProxiedConnection) => void) | undefined;
  private readonly pipes: Record<Direction, Pipe>;
  private readonly frames = new WebsocketFrames();
  private protocol: 'unknown' | 'websocket' | 'other' = 'unknown';
  private held: Buffer[] | undefined;

  constructor(
    private readonly client: Socket,
    private readonly server: Socket,
  ) {
    const end = (how: Ending): void => this.end(how);
    this.pipes = {
      up: new Pipe(client, (bytes) => this.passUp(bytes), end),
      down: new Pipe(server, (bytes) => this.passDown(bytes), end),
    };
    for (const [pipe, from, to] of [
      [this.pipes.up, client, server],
      [this.pipes.down, server, client],
    ] as const) {
      from.on('end', () => pipe.then(() => void to.end()));
      from.on('error', () => void to.resetAndDestroy());
      from.on('close', (hadError) => {
        if (!hadError) pipe.then(() => void to.destroy());
      });
    }
  }

  get isWebsocket(): boolean {
    return this.protocol === 'websocket';
  }

  /** Sets what happens to one direction from now on. */
  set(direction: Direction, mode: Mode): void {
    this.pipes[direction].set(mode);
  }

  /** Ends both sides as a cable does whose break is noticed. */
  reset(): void {
    this.client.resetAndDestroy();
    this.server.resetAndDestroy();
  }

  /** Lets everything through again. A connection that lost bytes cannot go on: it is reset, as a network does in the end. */
  heal(): void {
    if (this.pipes.up.isBroken || this.pipes.down.isBroken) return this.reset();
    this.onFrame = undefined;
    this.onUp = undefined;
    this.release();
    this.set('up', { kind: 'pass' });
    this.set('down', { kind: 'pass' });
  }

  /** Lets go of the frames that were held. */
  release(): void {
    const frames = this.held ?? [];
    this.held = undefined;
    for (const frame of frames) this.pass(this.client, frame);
  }

  private passUp(bytes: Buffer): void {
    this.onUp?.(bytes, this);
    this.pass(this.server, bytes);
  }

  private passDown(bytes: Buffer): void {
    if (this.protocol === 'unknown') this.protocol = isUpgrade(bytes) ? 'websocket' : 'other';
    if (this.protocol === 'other') return this.pass(this.client, bytes);
    const { head, frames } = this.frames.take(bytes);
    if (head) this.pass(this.client, head);
    for (const frame of frames) {
      const verdict = this.held ? 'hold' : (this.onFrame?.(frame, this) ?? 'pass');
      if (verdict === 'pass') this.pass(this.client, frame);
      else if (verdict === 'hold') (this.held ??= []).push(frame);
    }
  }

  private pass(to: Socket, bytes: Buffer): void {
    if (!to.destroyed && to.writable) to.write(bytes);
  }

  private end(how: Ending): void {
    if (how === 'reset') return this.reset();
    this.client.end();
    this.server.end();
    // An end that the other side does not answer must not keep the connection.
    setTimeout(() => this.reset(), 1_000).unref();
  }
}

const isUpgrade = (bytes: Buffer): boolean => bytes.toString('latin1', 0, 12) === 'HTTP/1.1 101';
