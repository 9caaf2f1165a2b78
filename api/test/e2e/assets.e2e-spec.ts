import { describe, expect, it } from '@jest/globals';
import { testServerUrl } from '../support/environment.js';

const get = (path: string, headers: Record<string, string> = {}) => fetch(`${testServerUrl()}${path}`, { headers });

describe('the widget’s files', () => {
  it('are sent to every site: the loader to be asked for again, what it loads to be kept, both compressed', async () => {
    const loader = await get('/widget.js', { Origin: 'https://anywhere.example', 'Accept-Encoding': 'br' });
    expect(loader.status).toBe(200);
    expect(Object.fromEntries(loader.headers)).toMatchObject({
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      'cache-control': 'public, max-age=300',
      'content-encoding': 'br',
      'content-type': expect.stringContaining('javascript'),
      'x-content-type-options': 'nosniff',
    });
    const [panel] = /\/widget\/panel-[0-9a-f]{8}\.js/.exec(await loader.text()) ?? [''];
    const kept = await get(panel, { 'Accept-Encoding': 'gzip' });
    expect(Object.fromEntries(kept.headers)).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'access-control-allow-origin': '*',
      'content-encoding': 'gzip',
    });
  });

  it('are all that the folder gives away', async () => {
    for (const path of [
      '/widget/builds.json',
      '/widget/pages/demo.html',
      '/widget/',
      '/widget/../package.json',
      '/widget/panel-00000000.js',
    ]) {
      expect([path, (await get(path)).status]).toEqual([path, 404]);
    }
  });
});

describe('the pages', () => {
  it('are what somebody finds who opens the bare address', async () => {
    expect((await get('/')).url).toBe(`${testServerUrl()}/demo`);
  });

  it.each(['/demo', '/chat'])('%s runs no script and no style but the server’s own', async (path) => {
    const response = await get(path);
    const policy = response.headers.get('Content-Security-Policy') ?? '';
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toContain('unsafe');
    expect(await response.text()).toMatch(/pk_[\w-]+/);
  });

  it('show the key and room that /chat is asked for, as text', async () => {
    expect(await (await get('/chat?key=pk_abc&room=garden')).text()).toMatch(/key="pk_abc"[^>]*room="garden"/);
    const hostile = await (await get('/chat?key=%22%3E%3Cscript%3E&room=%22onload=%22')).text();
    expect(hostile).not.toContain('<script>');
    expect(hostile).not.toContain('onload');
    for (const query of ['', '?room=', '?room=%22onload=%22'])
      expect(await (await get(`/chat${query}`)).text()).toMatch(/<parley-chat mode="page" key="pk_[\w-]+">/);
  });
});
