import { measureApart } from '../rounds.mjs';
import { makeTenant, startParley, startPeer } from '../servers.mjs';

/** Thousands of clients lose their connection at once and come back, while others go on sending. */
export async function measure({ databaseUrl }) {
  const server = await startParley({ DATABASE_URL: databaseUrl });
  const peer = await startPeer('raw-server.mjs');
  try {
    const { sessions, roomIds } = await makeTenant(server, { guests: 100 });
    const rows = [];
    for (const clients of [2_000, 5_000]) {
      const ours = await measureApart('storm.mjs', { url: server.url, sessions, roomIds, clients });
      const theirs = await measureApart('storm.mjs', { url: peer.url, sessions: [{}], roomIds: ['room'], clients });
      if (ours.missing + ours.refused > 0) throw new Error(`sends were lost or refused: ${JSON.stringify(ours)}`);
      rows.push({
        what: `seconds until 99 % of ${clients.toLocaleString('en')} cut at once have the room again (60 = not by then)`,
        peer: 'plain Socket.IO, which has no room to read',
        ours: ours.back,
        theirs: theirs.back,
        ratio: ours.back / theirs.back,
      });
      rows.push({ what: '… ack p99 of 50 sends/s meanwhile, ms', peer: '', ours: ours.ackP99, theirs: theirs.ackP99 });
      rows.push({ what: '… ack p99 before, ms', peer: '', ours: ours.calmP99, theirs: theirs.calmP99 });
    }
    return rows;
  } finally {
    await Promise.all([server.stop(), peer.stop()]);
  }
}
