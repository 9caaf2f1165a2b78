import { launcherStrings } from '../i18n/launcher-strings.js';
import { accentRule } from '../theme/accent.js';
import { launcherStyles } from './launcher.styles.js';

const SPEECH =
  'M4 11.2C4 7.2 7.6 4 12 4s8 3.2 8 7.2-3.6 7.2-8 7.2c-.9 0-1.8-.1-2.6-.4L5.2 20l.9-3.6C4.8 15.1 4 13.3 4 11.2Z';
const SVG = 'http://www.w3.org/2000/svg';

/** The speech mark; a picture when the icon is an address; else the icon's first character or two. */
function drawFace(icon: string | null): Element {
  if (icon?.includes('/')) {
    const picture = new Image();
    picture.src = icon;
    picture.alt = '';
    return picture;
  }
  if (icon) {
    const text = document.createElement('span');
    text.textContent = [...icon].slice(0, 2).join('');
    return text;
  }
  const mark = document.createElementNS(SVG, 'svg');
  const line = document.createElementNS(SVG, 'path');
  mark.setAttribute('viewBox', '0 0 24 24');
  line.setAttribute('d', SPEECH);
  mark.append(line);
  return mark;
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
  button.type = 'button';
  button.className = 'launcher';
  button.ariaLabel = launcherStrings.openChat;
  face.setAttribute('class', 'face');
  button.append(face);
  root.append(button);
  return button;
}
