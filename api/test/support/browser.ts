import { type Browser, chromium } from 'playwright-core';
import { browserPath } from '../../../scripts/prerequisites.mjs';

/** What keeps a headless Chromium quiet: no look-ups, no updates, nothing in the background. */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A real browser; close it with `close()`. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = await browserPath();
  if (!executablePath) throw new Error('no Chromium is installed: npm test gets one, or set CHROMIUM_PATH');
  return chromium.launch({ executablePath, args: flags });
}
