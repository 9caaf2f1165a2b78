/**
 * A Socket.IO client of the bench, on a bare websocket: a reader must cost far less than the server that is measured, and
 * socket.io-client would parse every frame once for each reader.
 */
import { WebSocket } from 'ws';

/** Frames of live changes begin so: an event packet without an ack id (socket.io-protocol 5, engine.io-protocol 4). */
const CHANGES = Buffer.from('42["changes",');

/** Connects, authenticates, and calls `onChanges` with the bytes of every frame of changes. */
export class LiveSocket {
  #socket;
  #acks = new Map();
  #nextAck = 0;
  #onChanges;
  #onEvent;

  /**
   * @param {string} url the server's address
   * @param {object} auth of the handshake
   * @param {(frame: Buffer) => void} onChanges
   * @param {(name: string) => void} onEvent called with the name of every other event
   * @returns {Promise<LiveSocket>} once it is connected
   */
  static connect(url, auth, onChanges = () => undefined, onEvent = undefined) {
    const live = new LiveSocket();
    live.#onChanges = onChanges;
    live.#onEvent = onEvent;
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`, {
        perMessageDeflate: false,
        skipUTF8Validation: true,
      });
      live.#socket = socket;
      socket.once('error', reject);
      socket.on('close', () => reject(new Error('the connection was closed')));
      socket.on('message', (bytes) => {
        if (bytes[0] === 0x30) socket.send(`40${JSON.stringify(auth)}`);
        else if (bytes[0] === 0x32) socket.send('3');
        else if (bytes[0] === 0x34 && bytes[1] === 0x30) resolve(live);
        else if (bytes[0] === 0x34 && bytes[1] === 0x34) reject(new Error(`refused: ${bytes}`));
        else live.#take(bytes);
      });
    });
  }

  /** Sends a command. @returns {Promise<{ ok: boolean, data?: any }>} its acknowledgement */
  command(name, input) {
    const ack = this.#nextAck++;
    this.#socket.send(`42${ack}${JSON.stringify([name, input])}`);
    return new Promise((resolve) => this.#acks.set(ack, resolve));
  }

  close() {
    this.#socket.removeAllListeners('close');
    this.#socket.terminate();
  }

  #take(bytes) {
    if (bytes.length > CHANGES.length && bytes.compare(CHANGES, 0, CHANGES.length, 0, CHANGES.length) === 0) {
      this.#onChanges(bytes);
    } else if (bytes[0] === 0x34 && bytes[1] === 0x33) {
      const text = bytes.toString();
      const open = text.indexOf('[');
      const ack = Number(text.slice(2, open));
      const resolve = this.#acks.get(ack);
      this.#acks.delete(ack);
      resolve?.(JSON.parse(text.slice(open))[0]);
    } else if (this.#onEvent && bytes[0] === 0x34 && bytes[1] === 0x32) {
      this.#onEvent(JSON.parse(bytes.toString().slice(2))[0]);
    }
  }
}
