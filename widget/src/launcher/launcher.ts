import { launcherStrings } from '../i18n/launcher-strings.js';
import { accentRule } from '../theme/accent.js';
import { launcherStyles } from './launcher.styles.js';

const SPEECH = 'M4 11c0-4 3.6-7 8-7s8 3 8 7-3.6 7.2-8 7.2q-1 0-2.6-.4L5 20l1-3.6Q4 14 4 11Z';

/** An element of a drawing. */
const drawn = (name: string): Element => document.createElementNS('http://www.w3.org/2000/svg', name);

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
    text.append(...[...icon].slice(0, 2));
    return text;
  }
  const mark = drawn('svg');
  const line = drawn('path');
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
  button.className = 'launcher';
  button.ariaLabel = launcherStrings.openChat;
  face.setAttribute('class', 'face');
  button.append(face);
  root.append(button);
  return button;
}
