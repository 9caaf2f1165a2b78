import { inTurns, measureLoad } from '../rounds.mjs';
import { makeTenant, startParley, startPeer } from '../servers.mjs';

const loads = [
  { readers: 100, inFlight: 64, peer: 'plain', figure: 'sends', bar: { least: 4, aim: 8 }, what: 'durable sends/s' },
  {
    readers: 500,
    inFlight: 512,
    peer: 'plain',
    figure: 'deliveries',
    bar: { least: 8, aim: 20 },
    what: 'deliveries/s',
  },
  { readers: 10, inFlight: 4, peer: 'plain', figure: 'p50', bar: { most: 5, aim: 3 }, what: 'ack p50, ms' },
  { readers: 10, inFlight: 4, peer: 'inserting', figure: 'p50', bar: { most: 1 }, what: 'ack p50, ms', rounds: 11 },
];
const names = {
  plain: 'plain Socket.IO, no database',
  inserting: 'plain Socket.IO that awaits an INSERT for each message',
};

/** Sends, deliveries and acknowledgements against plain Socket.IO. */
export async function measure({ databaseUrl }) {
  const server = await startParley({ DATABASE_URL: databaseUrl });
  const peers = {
    plain: await startPeer('raw-server.mjs'),
    inserting: await startPeer('raw-server.mjs', [databaseUrl]),
  };
  const rows = [];
  try {
    const { sessions, roomIds } = await makeTenant(server);
    for (const { readers, inFlight, peer, figure, bar, what, rounds } of loads) {
      const load = { readers, inFlight };
      const turns = await inTurns(
        () => measureLoad({ url: server.url, sessions, roomIds, ...load }),
        () => measureLoad({ url: peers[peer].url, sessions: [{}], roomIds: ['room'], ...load }),
        rounds,
      );
      rows.push({
        what: `${what}: ${readers} readers, ${inFlight} in flight${rounds ? ` (${rounds} rounds)` : ''}`,
        peer: names[peer],
        ...turns.compare(figure),
        bar,
      });
      const also = figure === 'p50' ? ['sends', 'p99'] : ['p50', 'p99'];
      for (const other of also) {
        rows.push({
          what: `… ${other === 'sends' ? 'sends/s' : `ack ${other}, ms`}`,
          peer: '',
          ...turns.compare(other),
        });
      }
      const [busiest] = turns.pairs.map(([our]) => our.clientCpuShare).sort((a, b) => b - a);
      rows.push({ what: '… most of a core that the clients used', peer: '', ours: busiest });
    }
  } finally {
    await Promise.all([server, peers.plain, peers.inserting].map((one) => one.stop()));
  }
  return rows;
}
