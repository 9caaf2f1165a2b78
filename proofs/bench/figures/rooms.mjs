import { measureLoad, median, ROUNDS } from '../rounds.mjs';
import { makeTenant, startParley } from '../servers.mjs';

const readers = 10_000;
const inFlight = 64;

/** Ten thousand readers: in a thousand small rooms, and in one. */
export async function measure({ databaseUrl }) {
  const server = await startParley({ DATABASE_URL: databaseUrl });
  try {
    const { sessions, roomIds } = await makeTenant(server, { guests: 100, rooms: 1_000 });
    const shapes = {
      many: { readers: readers / roomIds.length, roomIds },
      one: { readers, roomIds: roomIds.slice(0, 1) },
    };
    const found = { many: [], one: [] };
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [name, shape] of Object.entries(shapes)) {
        found[name].push(await measureLoad({ url: server.url, sessions, inFlight, ...shape }));
      }
    }
    return ['deliveries', 'sends', 'p50', 'p99'].map((figure) => ({
      what: `${figure}${figure.startsWith('p') ? ', ms' : '/s'}: 1,000 rooms of 10 readers, ${inFlight} in flight`,
      peer: '1 room of 10,000 readers',
      ours: median(found.many.map((result) => result[figure])),
      theirs: median(found.one.map((result) => result[figure])),
    }));
  } finally {
    await server.stop();
  }
}
