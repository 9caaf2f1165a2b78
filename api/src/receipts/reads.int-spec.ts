import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { testDatabaseUrl } from '../../test/support/environment.js';
import { eventually } from '../../test/support/eventually.js';
import { makeTenant } from '../../test/support/tenant.js';
import { databaseOver } from '../../test/support/open-database.js';
import type { UserCaller } from '../common/access/caller.js';
import { Bus } from '../common/events/bus.js';
import { DatabaseConfig } from '../config/database.config.js';
import { createDataSource } from '../database/data-sources.js';
import type { Message } from '../messages/message.schema.js';
import type { MovedPointer } from './receipts.events.js';
import { ReadsRepository, type WrittenReads } from './reads.repository.js';
import { ReadsService } from './reads.service.js';

let core: DataSource;
beforeAll(async () => {
  core = await createDataSource(new DatabaseConfig(testDatabaseUrl()), 'parley_core').initialize();
});
afterAll(() => core.destroy());

/** A node's reads: what the database said to each batch, and what others were told. */
function node() {
  const repository = new ReadsRepository(databaseOver(core));
  const written: WrittenReads[] = [];
  const watched = {
    write: async (...reads: Parameters<ReadsRepository['write']>) => {
      const answer = await repository.write(...reads);
      written.push(answer);
      return answer;
    },
  } as ReadsRepository;
  const bus = new Bus();
  const told: MovedPointer[] = [];
  bus.on('rooms.read', ({ reads }) => void told.push(...reads));
  return { reads: new ReadsService(watched, bus), repository, written, told };
}

async function lobbyOf(messages: number, people: number) {
  const tenant = await makeTenant();
  const { id: roomId } = await tenant.lobby();
  const users = await Promise.all(Array.from({ length: people }, () => tenant.guest()));
  for (const user of users) await user.rest('POST', `/v1/rooms/${roomId}/members`);
  const [author] = users;
  for (let n = 0; n < messages; n += 1) {
    await author?.rest<Message>('POST', `/v1/rooms/${roomId}/messages`, { clientId: `${n}`, text: 'text' });
  }
  const callers = users.map(({ id }): UserCaller => ({
    kind: 'user',
    tenantId: tenant.id,
    userId: id,
    userKind: 'guest',
    sessionId: null,
  }));
  return { tenant, roomId, users, callers: callers as [UserCaller, UserCaller, ...UserCaller[]] };
}

const pointerOf = async ({ tenantId, userId }: UserCaller, roomId: string): Promise<number | undefined> => {
  const [row] = await core.query<{ read_seq: number }[]>(
    'SELECT read_seq FROM members WHERE tenant_id = $1 AND room_id = $2 AND user_id = $3',
    [tenantId, roomId, userId],
  );
  return row?.read_seq;
};

describe('reads', () => {
  it('wait for a seat that somebody else has locked, while those of others are written', async () => {
    const { roomId, callers } = await lobbyOf(3, 2);
    const [, bo] = callers;
    const { reads, written } = node();
    const runner = core.createQueryRunner();
    await runner.startTransaction();
    try {
      await runner.query('SELECT FROM members WHERE tenant_id = $1 AND room_id = $2 AND user_id = $3 FOR UPDATE', [
        bo.tenantId,
        roomId,
        bo.userId,
      ]);
      const [ada] = callers;
      let isAnswered = false;
      const blocked = reads.set(bo, roomId, 2).finally(() => (isAnswered = true));
      // An own message has moved this pointer already.
      await expect(reads.set(ada, roomId, 1)).resolves.toEqual({ roomId, readSeq: 3 });
      await eventually(() => expect(written.flatMap(({ verdicts }) => verdicts)).toContain('locked'));
      expect(isAnswered).toBe(false);
      await runner.commitTransaction();
      await expect(blocked).resolves.toEqual({ roomId, readSeq: 2 });
    } finally {
      if (runner.isTransactionActive) await runner.rollbackTransaction();
      await runner.release();
    }
    expect(await pointerOf(bo, roomId)).toBe(2);
  });

  it('of one batch are judged one by one, tell each pointer that moved once, and none that did not', async () => {
    const { roomId, callers } = await lobbyOf(3, 2);
    const [ada, bo] = callers;
    const { reads, written, told } = node();
    const outcomes = await Promise.allSettled([
      reads.set(bo, roomId, 1),
      reads.set(bo, roomId, 4),
      reads.set(bo, '019a0000-0000-7000-8000-000000000000', 0),
      reads.set(bo, roomId, 2),
      reads.set(ada, roomId, 3),
    ]);
    expect(written).toHaveLength(1);
    expect(outcomes).toMatchObject([
      { value: { readSeq: 2 } },
      { reason: { code: 'validation_failed' } },
      { reason: { code: 'room_not_found' } },
      { value: { readSeq: 2 } },
      { value: { readSeq: 3 } },
    ]);
    const { tenantId, userId } = bo;
    expect(told).toEqual([{ tenantId, roomId, userId, seq: 2, audience: 'room' }]);
  });

  it('of two nodes and sends of the same people never fail each other, and no pointer falls', async () => {
    const { roomId, callers, users } = await lobbyOf(30, 6);
    const nodes = [node(), node()];
    const seen: number[] = [];
    const reading = nodes.flatMap(({ reads }) =>
      callers.map(async (caller) => {
        let last = 0;
        for (let seq = 1; seq <= 30; seq += 3) {
          const { readSeq } = await reads.set(caller, roomId, seq);
          expect(readSeq).toBeGreaterThanOrEqual(Math.max(seq, last));
          last = readSeq;
          seen.push(readSeq);
        }
      }),
    );
    const sending = users.map(async (user, who) => {
      for (let n = 0; n < 20; n += 1) {
        const body = { clientId: `w${who}-${n}`, text: 'text', mentions: users.map(({ id }) => id) };
        const { status } = await user.rest('POST', `/v1/rooms/${roomId}/messages`, body);
        expect(status).toBe(201);
      }
    });
    await Promise.all([...reading, ...sending]);
    expect(seen).toHaveLength(nodes.length * callers.length * 10);
    for (const caller of callers) expect(await pointerOf(caller, roomId)).toBeGreaterThanOrEqual(28);
  });
});
