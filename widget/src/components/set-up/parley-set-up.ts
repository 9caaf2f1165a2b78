import { LitElement, html, nothing } from 'lit';
import { property } from 'lit/decorators.js';
import { setUpStrings } from '../../i18n/set-up-strings.js';
import { strings } from '../../i18n/strings.js';
import type { ConfigProblem } from '../../state/chat-config.js';
import { shortened } from '../../state/shortened.js';
import { base } from '../../theme/base.styles.js';
import { icons } from '../icons.js';
import { report } from '../intents.js';
import { setUpStyles } from './parley-set-up.styles.js';

/**
 * Stands in the chat's place and says to the site's owner what is wrong with its configuration.
 * @fires parley-close
 */
export class ParleySetUp extends LitElement {
  static override styles = [base, setUpStyles];

  @property({ attribute: false }) problem: ConfigProblem | null = null;
  /** There is something to close: the screen is no part of the page. */
  @property({ attribute: false }) canClose = false;

  override render() {
    const { problem } = this;
    if (problem === null) return nothing;
    return html`<div role="alert">
        <h2>${setUpStrings.title}</h2>
        <p>${setUpStrings[problem.name](shortened(problem.value))}</p>
      </div>
      ${
        this.canClose
          ? html`<button type="button" aria-label=${strings.close} @click=${() => report(this, 'parley-close', {})}>
              ${icons.close}
            </button>`
          : nothing
      }`;
  }
}
