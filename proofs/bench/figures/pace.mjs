import { measureApart, SECONDS } from '../rounds.mjs';
import { makeTenant, startParley, startPeer } from '../servers.mjs';
import { operatorKey } from '../../../api/test/support/test-server.mjs';

const boundMs = 250;
const shapes = [
  { what: '1 room of 10 readers', rooms: 1, readers: 10 },
  { what: '100 rooms of 1 reader', rooms: 100, readers: 1 },
];

/** Commits so far, and the messages in them. */
async function commitsOf(server) {
  const response = await fetch(`${server.url}/metrics`, { headers: { Authorization: `Bearer ${operatorKey}` } });
  const text = await response.text();
  const figure = (name) => Number(new RegExp(`^parley_commit_messages_${name} (\\d+)`, 'm').exec(text)?.[1]);
  return { count: figure('count'), sum: figure('sum') };
}

/** Sends at planned moments: the most that is held, and how long they take at half of it. */
export async function measure({ databaseUrl }) {
  const server = await startParley({ DATABASE_URL: databaseUrl });
  const peer = await startPeer('raw-server.mjs', [databaseUrl]);
  try {
    const { sessions, roomIds } = await makeTenant(server, { rooms: 100 });
    const rows = [];
    for (const { what, rooms, readers } of shapes) {
      const load = { roomIds: roomIds.slice(0, rooms), readers, boundMs, seconds: SECONDS / 2 };
      const before = await commitsOf(server);
      const ours = await measureApart('pace.mjs', { url: server.url, sessions, ...load });
      const after = await commitsOf(server);
      const theirs = await measureApart('pace.mjs', { url: peer.url, sessions: [{}], ...load });
      rows.push({
        what: `sends/s at planned moments, ack p99 ≤ ${boundMs} ms: ${what}`,
        peer: 'plain Socket.IO that awaits an INSERT for each message',
        ours: ours.most,
        theirs: theirs.most,
        ratio: ours.most / theirs.most,
      });
      rows.push({
        what: '… messages of a commit, mean',
        peer: '',
        ours: (after.sum - before.sum) / (after.count - before.count),
      });
      for (const [figure, name] of [
        ['ackP50', 'ack p50'],
        ['ackP99', 'ack p99'],
        ['deliveryP50', 'delivery p50'],
        ['deliveryP99', 'delivery p99'],
      ]) {
        rows.push({ what: `… ${name} at half of it, ms`, peer: '', ours: ours[figure], theirs: theirs[figure] });
      }
      rows.push({ what: "… p99 of the clients' own loop delay, ms", peer: '', ours: ours.clientLoopP99 });
    }
    return rows;
  } finally {
    await Promise.all([server.stop(), peer.stop()]);
  }
}
