import { render } from 'lit';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { icons } from '../components/icons.js';
import { strings } from '../i18n/strings.js';
import { pillCount } from '../i18n/unread-words.js';

/** What the button shows. */
export interface LauncherState {
  readonly isOpen: boolean;
  /** Messages that came while the panel was closed. */
  readonly unread: number;
}

/** Takes the loader's button over as it stands, with the focus it may have. */
export class LauncherController implements ReactiveController {
  private button: HTMLButtonElement | null = null;
  private readonly shut = document.createElement('span');
  private readonly badge = document.createElement('span');

  /**
   * @param state what to show; asked at every render
   * @param onPress the person pressed the button
   */
  constructor(
    host: ReactiveControllerHost,
    private readonly state: () => LauncherState,
    private readonly onPress: () => void,
  ) {
    host.addController(this);
    this.shut.className = 'shut';
    this.badge.className = 'badge';
    this.badge.hidden = true;
  }

  /** Takes the button that is in the shadow root, if one is. */
  take(root: ShadowRoot | null): void {
    const button = root?.querySelector<HTMLButtonElement>('.launcher') ?? null;
    if (button === null) return;
    button.onpointerenter = button.onfocus = null;
    button.onclick = this.onPress;
    button.ariaHasPopup = 'dialog';
    render(icons.chevron, this.shut);
    button.append(this.shut, this.badge);
    root?.querySelector('.note')?.remove();
    this.button = button;
  }

  hostUpdated(): void {
    const { button, badge } = this;
    if (button === null) return;
    const { isOpen, unread } = this.state();
    const count = isOpen ? 0 : unread;
    button.ariaExpanded = `${isOpen}`;
    button.ariaLabel = isOpen ? strings.closeChat : strings.openChat;
    // The name stays "Open chat"; what is unread describes it.
    if (count > 0) button.setAttribute('aria-description', strings.unread(count));
    else button.removeAttribute('aria-description');
    badge.hidden = count === 0;
    badge.dataset['count'] = pillCount(count);
  }

  /** Gives the button the focus. */
  focus(): void {
    this.button?.focus();
  }
}
