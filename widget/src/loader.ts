import { launcherStrings } from './i18n/launcher-strings.js';
import type { BadgeModule } from './launcher/badge.js';
import { drawLauncher } from './launcher/launcher.js';
import { parleyMethods } from './launcher/parley-api.js';
import type { PanelModule, ParleyApi, ParleyCall } from './launcher/parley-api.js';
import { serverBase } from './state/server-base.js';

/** Path of the panel's module below the server's address; the build puts the hashed name here. */
declare const PANEL_PATH: string;
/** The same of what counts what is unread, for those who have a session. */
declare const BADGE_PATH: string;

/** Draws the button for one script tag and fetches the panel when a person comes near it. */
function start(script: HTMLScriptElement): void {
  if (window.Parley) return;
  const { key, mode, serverUrl, session } = script.dataset;
  const url = serverBase(serverUrl ?? new URL('.', script.src).href, location.protocol === 'https:');
  const host = key === undefined ? null : document.createElement('parley-chat');
  const calls: ParleyCall[] = [];
  let note = (text: string): void => {
    throw new Error(text);
  };
  let loading: Promise<void> | null = null;
  let attempts = 0;
  let isAwaited = false;

  const load = (): void => {
    if (!url) note(launcherStrings.badServerUrl);
    else
      // A browser may remember that a module failed, but only for that very address.
      loading ??= import(`${url}${PANEL_PATH}${attempts++ ? `?${attempts}` : ''}`).then(
        (panel: PanelModule) => panel.attach(host, calls, drawLauncher),
        () => {
          loading = null;
          // Nobody who only passed by needs to hear of it.
          if (isAwaited) note(launcherStrings.failed);
        },
      );
  };

  window.Parley = Object.fromEntries(
    parleyMethods.map((name) => [
      name,
      (...args: unknown[]) => {
        calls.push([name, ...args]);
        if (name === 'destroy') {
          host?.remove();
          delete window.Parley;
        }
        if (['open', 'logout'].includes(name)) {
          isAwaited = true;
          load();
        }
      },
    ]),
  ) as unknown as ParleyApi;

  if (!host) return load();
  for (const { name, value } of script.attributes) {
    if (name.startsWith('data-')) host.setAttribute(name.slice(5), value);
  }
  if (mode === 'inline' || mode === 'page') {
    script.after(host);
    return load();
  }

  document.body.append(host);
  // An earlier tag has brought the panel: the element is alive and has drawn itself.
  if (host.shadowRoot) return load();
  const button = drawLauncher(host);
  button.onpointerenter = button.onfocus = load;
  button.onclick = () => window.Parley?.open();
  const line = document.createElement('span');
  line.className = 'note';
  line.role = 'status';
  note = (text) => {
    line.textContent = text;
    button.after(line);
  };
  // Sent here by a mail or an invitation, also in a tab that is open, a person is not made to find the button; the panel looks closer.
  const look = (): void => {
    if (!url || /^#(invite|reset|verify)=[\w-]+pk_/.test(location.hash)) load();
  };
  addEventListener('hashchange', look);
  look();
  // Whoever has a session here is told what they have not read, once, when the page is at rest, or at last although it is not.
  const count = async (): Promise<void> => {
    try {
      if ((session === 'tab' ? sessionStorage : localStorage)[`parley:session:${url}:${key}`])
        await ((await import(`${url}${BADGE_PATH}`)) as BadgeModule).show(host, `${url}`);
    } catch {
      // Storage is closed to this page, or the server cannot be reached: nothing is shown.
    }
  };
  (window.requestIdleCallback ?? setTimeout)(() => void count(), { timeout: 5_000 });
}

const script = document.currentScript as HTMLScriptElement;
if (document.body) start(script);
else addEventListener('DOMContentLoaded', () => start(script));
