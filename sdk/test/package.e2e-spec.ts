import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { testServerUrl } from '../../api/test/support/environment.js';
import { makeTenant } from '../../api/test/support/tenant.js';

const run = promisify(execFile);
const built = new URL('../dist/index.js', import.meta.url).href;

/** Runs a program of its own with the built package. @returns what it printed, once it ended by itself */
async function program(source: string): Promise<string> {
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', source], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    timeout: 20_000,
  });
  return stdout.trim();
}

describe('the built package', () => {
  it('does nothing when it is imported', async () => {
    expect(
      await program(`
      const before = Object.keys(globalThis).join();
      const sdk = await import(${JSON.stringify(built)});
      console.log(Object.keys(globalThis).join() === before, Object.keys(sdk).sort().join());
    `),
    ).toBe(
      'true ChatError,awayWhenIdle,countUnread,createChat,createChatCore,moderation,myRooms,sessionStorageKey,' +
        'watchRooms,withPeople',
    );
  });

  it('does nothing either when its part for servers is imported, under the name that it is installed by', async () => {
    expect(
      await program(`
      const before = Object.keys(globalThis).join();
      const server = await import('@parley/sdk/server');
      console.log(Object.keys(globalThis).join() === before, Object.keys(server).sort().join());
    `),
    ).toBe('true ChatError,createTenantClient,createTokenSigner');
  });

  it('throws one kind of error from both of its parts', async () => {
    expect(
      await program(`
      const [sdk, server] = await Promise.all([import('@parley/sdk'), import('@parley/sdk/server')]);
      console.log(sdk.ChatError === server.ChatError);
    `),
    ).toBe('true');
  });

  it('chats from a plain Node program, which ends by itself once the chat is closed', async () => {
    const { key } = await makeTenant();
    expect(
      await program(`
      import { createChat } from ${JSON.stringify(built)};
      const chat = createChat({ url: ${JSON.stringify(testServerUrl())}, key: ${JSON.stringify(key)}, session: 'guest' });
      const room = chat.room({ slug: 'lobby' });
      room.timeline.subscribe(() => undefined);
      const message = await room.send('hello');
      console.log(message.seq, room.timeline.get().items.length);
      await chat.close();
    `),
    ).toBe('1 1');
  });

  it('leaves a program free to end that made a chat and never used it', async () => {
    expect(
      await program(`
      import { createChat } from ${JSON.stringify(built)};
      const chat = createChat({ url: 'http://127.0.0.1:9', key: 'pk_1', session: 'guest' });
      console.log(chat.room({ slug: 'lobby' }).timeline.get().status, chat.connection.get().status, chat.session.get().status);
    `),
    ).toBe('idle idle none');
  });
});
