import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { MatchTicket } from '../../src/matches/match.schema.js';
import { eventually } from '../support/eventually.js';
import { startNode, type TestNode } from '../support/nodes.js';
import { connect } from '../support/socket.js';
import { makeTenant } from '../support/tenant.js';

/** Two nodes that tell each other nothing, as while Redis is away. */
const nodes: TestNode[] = [];
beforeAll(async () => {
  for (let n = 0; n < 2; n += 1) nodes.push(await startNode({ LOG_LEVEL: 'silent' }));
});
afterAll(async () => {
  for (const node of nodes) await node.remove();
});

describe('a ticket of somebody with tabs on two nodes', () => {
  it('goes on when the tab on one of them is closed, and ends with the last', async () => {
    const [here, there] = nodes.map(({ url }) => url);
    const tenant = await makeTenant({ url: here ?? '' });
    const [ada, bo] = [await tenant.guest(), await tenant.guest()];
    const tab = (url = '') => connect({ auth: { key: tenant.key, token: ada.token }, url });
    const [one, two] = [await tab(here), await tab(there)];
    const ticket = (await ada.rest<MatchTicket>('POST', '/v1/matches')).body;
    const look = () => ada.rest<MatchTicket>('GET', `/v1/matches/${ticket.ticketId}`);
    one.close();
    // Long enough for the ticket to be over, had nobody taken it back: another one, whose only tab goes now, is.
    const cy = await tenant.guest();
    const other = (await cy.rest<MatchTicket>('POST', '/v1/matches', { size: 3 })).body;
    const gone = await connect({ auth: { key: tenant.key, token: cy.token }, url: here ?? '' });
    gone.close();
    await eventually(
      async () =>
        expect((await cy.rest('GET', `/v1/matches/${other.ticketId}`)).body).toMatchObject({
          code: 'ticket_not_found',
        }),
      { withinMs: 15_000 },
    );
    expect((await look()).body).toMatchObject({ status: 'waiting' });
    const found = (await bo.rest<MatchTicket>('POST', '/v1/matches')).body;
    expect(found).toMatchObject({ status: 'matched' });
    expect((await look()).body).toMatchObject({ status: 'matched', roomId: found.roomId });
    const next = (await ada.rest<MatchTicket>('POST', '/v1/matches')).body;
    two.close();
    await eventually(
      async () =>
        expect((await ada.rest('GET', `/v1/matches/${next.ticketId}`)).body).toMatchObject({
          code: 'ticket_not_found',
        }),
      { withinMs: 15_000 },
    );
  });
});

describe('two who ask two nodes in the same moment', () => {
  it('are told by one answer at least that they met: nobody has to wait for the next look around', async () => {
    const [here, there] = nodes.map(({ url }) => url);
    for (let pair = 0; pair < 20; pair += 1) {
      const tenant = await makeTenant({ url: here ?? '' });
      const people = [await tenant.guest(), await tenant.guest()];
      const answers = await Promise.all(
        people.map(({ token }, n) =>
          tenant.rest<MatchTicket>('POST', '/v1/matches', { bearer: token, url: (n === 0 ? here : there) ?? '' }),
        ),
      );
      expect(answers.map(({ body }) => body.status)).toContain('matched');
    }
  });
});
