/**
 * The peer of the bench: plain Socket.IO, one process: a send is broadcast and acknowledged. Without an argument there is no
 * database; with the address of one, each send first awaits one INSERT of its own.
 */
import { createServer } from 'node:http';
import pg from 'pg';
import { Server } from 'socket.io';

const [databaseUrl] = process.argv.slice(2);
const pool = databaseUrl ? new pg.Pool({ connectionString: databaseUrl, max: 16 }) : undefined;
await pool?.query(
  'CREATE TABLE IF NOT EXISTS plain_messages (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, room text, message jsonb)',
);

const http = createServer();
const io = new Server(http, { serveClient: false, perMessageDeflate: false, maxHttpBufferSize: 256 * 1024 });
const seqs = new Map();
io.on('connection', (socket) => {
  socket.on('room:open', ({ roomId }, ack) => {
    socket.join(roomId);
    ack({ ok: true, data: {} });
  });
  // The bytes of a Parley message, so that both carry the same.
  socket.on('message:send', async ({ roomId, clientId, text }, ack) => {
    const draft = {
      id: '01a1fdf1-0fd7-75c3-b479-545cdb8c6744',
      roomId,
      seq: 0,
      position: 0,
      clientId,
      authorId: '01a1fdf1-0fd7-75c3-b479-545cdb8c6745',
      kind: 'text',
      text,
      createdAt: new Date().toISOString(),
      editedAt: null,
      deletedAt: null,
      replyTo: null,
      mentions: [],
      reactions: [],
      attachments: [],
      pinnedAt: null,
      preview: null,
      system: null,
      streaming: false,
      threadId: null,
      thread: null,
      encrypted: null,
    };
    await pool?.query('INSERT INTO plain_messages (room, message) VALUES ($1, $2)', [roomId, draft]);
    const seq = (seqs.get(roomId) ?? 0) + 1;
    seqs.set(roomId, seq);
    const message = { ...draft, seq, position: seq };
    io.to(roomId).emit('changes', { messages: [message] });
    ack({ ok: true, data: message });
  });
});
http.listen(0, '127.0.0.1', () => console.log(`ready http://127.0.0.1:${http.address().port}`));
process.on('SIGTERM', () => process.exit(0));
