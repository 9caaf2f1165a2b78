/** The peer of the bench: plain Socket.IO, one process, no database: a send is broadcast and acknowledged. */
import { createServer } from 'node:http';
import { Server } from 'socket.io';

const http = createServer();
const io = new Server(http, { serveClient: false, perMessageDeflate: false, maxHttpBufferSize: 256 * 1024 });
let seq = 0;
io.on('connection', (socket) => {
  socket.on('room:open', (_input, ack) => {
    socket.join('room');
    ack({ ok: true, data: {} });
  });
  // The bytes of a Parley message, so that both carry the same.
  socket.on('message:send', (input, ack) => {
    seq += 1;
    const message = {
      id: '01a1fdf1-0fd7-75c3-b479-545cdb8c6744',
      roomId: input.roomId,
      seq,
      position: seq,
      clientId: input.clientId,
      authorId: '01a1fdf1-0fd7-75c3-b479-545cdb8c6745',
      kind: 'text',
      text: input.text,
      createdAt: new Date().toISOString(),
      editedAt: null,
      deletedAt: null,
      replyTo: null,
      mentions: [],
      reactions: [],
      attachments: [],
      pinnedAt: null,
      preview: null,
    };
    io.to('room').emit('changes', { messages: [message] });
    ack({ ok: true, data: message });
  });
});
http.listen(0, '127.0.0.1', () => console.log(`ready http://127.0.0.1:${http.address().port}`));
process.on('SIGTERM', () => process.exit(0));
