import type { ReactiveControllerHost } from 'lit';
import type { Theme } from '../state/account.js';
import { keptTheme } from './kept-theme.js';

/** The look of the chat that its host stands in: as the site set it, or the person. */
export class ThemeController {
  constructor(private readonly host: ReactiveControllerHost & HTMLElement) {}

  get theme(): Theme {
    const theme = this.chat?.getAttribute('theme');
    return theme === 'light' || theme === 'dark' ? theme : 'auto';
  }

  /** Takes another look, and keeps it where the session is kept. */
  choose(theme: Theme): void {
    const { chat } = this;
    chat?.setAttribute('theme', theme);
    this.host.requestUpdate();
    keptTheme(chat?.getAttribute('session') ?? null, theme);
  }

  /** The element of the page; it wears the look. */
  private get chat(): Element | null {
    const root = this.host.getRootNode();
    return root instanceof ShadowRoot ? root.host : null;
  }
}
