import { launcherStrings } from '../i18n/launcher-strings.js';
import { accentRule } from '../theme/accent.js';
import { launcherStyles } from './launcher.styles.js';

/** A picture when the icon is an address; else the icon's first character or two; nothing, which looks like a speech mark. */
function drawFace(icon: string | null): HTMLElement {
  if (icon?.includes('/')) {
    const picture = new Image();
    picture.src = icon;
    picture.alt = '';
    return picture;
  }
  const text = document.createElement('span');
  text.textContent = [...(icon ?? '')].slice(0, 2).join('');
  return text;
}

/**
 * Draws the closed bubble into a host: its shadow root, its styles, its button.
 * The host's attributes `icon` (an address of a picture, or one or two characters) and `accent` (any CSS colour) count.
 * @returns the button
 */
export function drawLauncher(host: HTMLElement): HTMLButtonElement {
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(launcherStyles + accentRule(host.getAttribute('accent')));
  root.adoptedStyleSheets = [sheet];

  const button = document.createElement('button');
  const face = drawFace(host.getAttribute('icon'));
  button.className = 'launcher';
  button.ariaLabel = launcherStrings.openChat;
  face.className = 'face';
  button.append(face);
  root.append(button);
  return button;
}
