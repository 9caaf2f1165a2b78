import { describe, expect, it } from '@jest/globals';
import { confirmAddress, newAddress, password, register } from '../support/account.js';
import { makeTenant, type TestTenant } from '../support/tenant.js';

const common = 'password123';
const signUp = (tenant: TestTenant, body: object, bearer?: string) =>
  tenant.rest('POST', '/v1/auth/register', { body, bearer });

const badPassword = { path: '/password', message: 'is among the most used passwords' };
const taken = { path: '/username', message: 'is taken' };

/** A tenant in which somebody is `ada`, and a guest of it. */
async function withAda() {
  const tenant = await makeTenant();
  const email = newAddress();
  const ada = await register(tenant, { email });
  await confirmAddress(tenant, email);
  return { tenant, email, ada, guest: await tenant.guest() };
}

describe('what is wrong with a sign-up', () => {
  it('is told at once of a username that is taken and a password that is refused, to guests as well', async () => {
    const { tenant, guest } = await withAda();
    for (const bearer of [undefined, guest.token, tenant.secretKey]) {
      const { body } = await signUp(tenant, { username: 'ADA', password: common }, bearer);
      expect(body).toMatchObject({ status: 400, code: 'validation_failed', errors: [badPassword, taken] });
      expect(body['detail']).toBe(`${badPassword.path}: ${badPassword.message}`);
    }
    expect((await guest.rest('GET', '/v1/me')).body).toMatchObject({ kind: 'guest' });
  });

  it('names each field, and the username only where it is somebody’s', async () => {
    const { tenant } = await withAda();
    const errorsOf = async (body: object) => (await signUp(tenant, body)).body['errors'];
    const isShort = expect.objectContaining({ path: '/password', message: expect.stringContaining('8 characters') });
    const noAddress = expect.objectContaining({ path: '/email' });
    expect(await errorsOf({ username: 'ada', password: 'short 1', email: 'x' })).toEqual([isShort, noAddress, taken]);
    expect(await errorsOf({ username: 'free', password: common })).toEqual([badPassword]);
    expect(await errorsOf({ username: 'a!', password: common })).toEqual([
      expect.objectContaining({ path: '/username', message: expect.stringContaining('must be 3 to 32') }),
      badPassword,
    ]);
    for (const username of [undefined, null, 7, ['ada'], { ada: 'ada' }]) {
      expect(await errorsOf({ username, password: common })).not.toContainEqual(taken);
    }
    await tenant.settings({ emailRequired: true });
    expect(await errorsOf({ username: 'ada', password })).toEqual([
      { path: '/email', message: 'is needed here' },
      taken,
    ]);
  });

  it('is the same of a username that rests after its owner has left', async () => {
    const { tenant, ada } = await withAda();
    expect((await ada.rest('DELETE', '/v1/me', { password })).status).toBe(204);
    expect((await signUp(tenant, { username: 'ada', password: common })).body['errors']).toEqual([badPassword, taken]);
  });

  it('is told at the field where nothing else is wrong', async () => {
    const { tenant, email } = await withAda();
    expect((await signUp(tenant, { username: 'ada', password })).body).toMatchObject({
      code: 'username_taken',
      errors: [taken],
    });
    expect((await signUp(tenant, { username: 'free', password, email })).body).toMatchObject({
      code: 'email_taken',
      errors: [{ path: '/email', message: 'is taken' }],
    });
  });

  it('is never that an address is taken beside other things', async () => {
    const { tenant, email } = await withAda();
    const answerTo = async (address: string, body: object) => {
      const answer = await signUp(tenant, { email: address, ...body });
      return { ...answer.body, requestId: '' };
    };
    for (const body of [
      { username: 'free', password: common },
      { username: 'ada', password: common },
      { username: 'ada', password },
    ]) {
      expect(await answerTo(email, body)).toEqual(await answerTo(newAddress('nobody'), body));
    }
  });

  it('is not looked up where nobody signs up, in another tenant, or for who has an account', async () => {
    const { tenant, ada } = await withAda();
    const wrong = { username: 'ada', password: common };
    expect((await signUp(await makeTenant(), wrong)).body['errors']).toEqual([badPassword]);
    expect((await signUp(tenant, wrong, ada.token)).body['errors']).toEqual([badPassword]);
    await tenant.settings({ signUp: 'closed' });
    expect((await signUp(tenant, wrong)).body['errors']).toEqual([badPassword]);
    expect((await signUp(tenant, wrong, tenant.secretKey)).body['errors']).toEqual([badPassword, taken]);
  });

  it('S10: is looked up as often as accounts are made from one address, and uses none of them up', async () => {
    const { tenant } = await withAda();
    await tenant.settings({ limits: { guestsPerHourPerIp: 2 } });
    const wrong = { username: 'ada', password: common };
    for (const errors of [[badPassword, taken], [badPassword, taken], [badPassword]]) {
      expect((await signUp(tenant, wrong)).body).toMatchObject({ code: 'validation_failed', errors });
    }
    expect((await signUp(tenant, wrong, tenant.secretKey)).body['errors']).toEqual([badPassword, taken]);
    expect((await signUp(tenant, { username: 'grace', password })).status).toBe(201);
  });
});
