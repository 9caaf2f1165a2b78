/** Loaded before the server: counts how often Socket.IO makes bytes of a `changes` frame, and says so at SIGUSR2. */
const { createRequire } = require('node:module');
const process = require('node:process');

// The one that Socket.IO uses, however many there are.
const { Encoder } = createRequire(require.resolve('socket.io'))('socket.io-parser');

let encoded = 0;
const { encode } = Encoder.prototype;
Encoder.prototype.encode = function (packet) {
  if (Array.isArray(packet.data) && packet.data[0] === 'changes') encoded += 1;
  return encode.call(this, packet);
};
process.on('SIGUSR2', () => process.stdout.write(`encoded frames: ${encoded}\n`));
