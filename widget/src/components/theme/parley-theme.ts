import { LitElement, html } from 'lit';
import { property } from 'lit/decorators.js';
import { accountPageStrings } from '../../i18n/account-page-strings.js';
import { accountStrings } from '../../i18n/account-strings.js';
import type { Theme } from '../../state/account.js';
import { base } from '../../theme/base.styles.js';
import { report } from '../intents.js';
import { themeStyles } from './parley-theme.styles.js';

const themes = Object.entries(accountStrings.themes) as [Theme, string][];

/**
 * How the chat looks; each choice is seen at once.
 * @fires parley-theme
 */
export class ParleyTheme extends LitElement {
  static override styles = [base, themeStyles];

  @property({ attribute: false }) theme: Theme = 'auto';

  override render() {
    return html`<fieldset>
        <legend class="only-read">${accountPageStrings.theme.legend}</legend>
        ${themes.map(
          ([theme, label]) =>
            html`<label
              ><span>${label}</span
              ><input
                type="radio"
                name="theme"
                .checked=${theme === this.theme}
                @change=${() => report(this, 'parley-theme', { theme })}
            /></label>`,
        )}
      </fieldset>
      <p>${accountPageStrings.theme.note}</p>`;
  }
}
