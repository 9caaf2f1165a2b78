import type { InvitePreview } from '@parley/sdk';
import { html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import { AttemptController, asSomebody } from '../../controllers/attempt-controller.js';
import { dropLink } from '../../controllers/chat-link.js';
import type { LinkedChat } from '../../controllers/chat-link.js';
import { CountdownController } from '../../controllers/countdown-controller.js';
import { findStrings, reason } from '../../i18n/find-strings.js';
import { inviteCode } from '../../state/invite-link.js';
import { base } from '../../theme/base.styles.js';
import { findingStyles } from '../finding/finding.styles.js';
import { renderFailed, renderSubmit, neededWay } from '../finding/parts.js';
import { icon } from '../icons.js';
import { report } from '../intents.js';
import { PlaceElement } from '../places/place-element.js';
import { renderEntriesLoading, renderNotice } from '../rows/render-entry.js';
import { rowStyles } from '../rows/rows.styles.js';
import { inviteStyles } from './parley-invite.styles.js';

const words = findStrings.invite;
const letter = icon('M4 7.5h16v10.5H4zM4.5 8l7.5 5.5L19.5 8', 28);

/**
 * What a link of an invitation leads to: the room's name, and the way in.
 * @fires parley-enter, parley-go, parley-account
 */
export class ParleyInvite extends PlaceElement {
  static override styles = [base, rowStyles, findingStyles, inviteStyles];

  @state() private preview: InvitePreview | null = null;
  private code: string | null = null;
  private readonly reading = new AttemptController(this);
  private readonly joining = new AttemptController(this);
  private readonly pause = new CountdownController(this, () => this.joining.waitUntil);

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('hashchange', this.onLink);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('hashchange', this.onLink);
  }

  override focusFirst(): boolean {
    const join = this.renderRoot.querySelector<HTMLElement>('.action');
    join?.focus({ preventScroll: true });
    return join !== null;
  }

  protected override firstUpdated(): void {
    this.onLink();
  }

  override render() {
    const { preview, reading, joining } = this;
    const failed = joining.error?.code === 'invite_not_found' ? joining.error : reading.error;
    if (this.code === null || failed?.code === 'invite_not_found') return this.renderGone();
    if (failed !== null) return renderFailed(words.failed, failed.code, () => void this.read());
    if (preview === null) return renderEntriesLoading(words.loading, 1);
    const needs = neededWay(this.view);
    return html`<form class="invite" novalidate @submit=${this.onSubmit}>
      ${letter}
      <div>
        <h3 id="to">${preview.name ? words.title(preview.name) : words.titleUnnamed}</h3>
        <p class="note">${needs ? `${words.needs} ${findStrings.needs[needs]}` : words.text}</p>
      </div>
      ${this.renderProblem()}
      ${
        needs === 'site'
          ? nothing
          : needs === 'account'
            ? html`<button type="button" class="action" @click=${() => report(this, 'parley-account', {})}>
                ${findStrings.signIn}
              </button>`
            : renderSubmit(words.join, joining.isBusy, this.pause.leftMs, words.joinIn)
      }
    </form>`;
  }

  private renderGone() {
    return renderNotice({
      icon: letter,
      title: words.gone,
      text: words.goneText,
      isProblem: true,
      action: { label: words.toRooms, run: () => report(this, 'parley-go', { place: 'discover' }) },
    });
  }

  private renderProblem() {
    const { error } = this.joining;
    if (error === null || (error.code === 'rate_limited' && this.pause.leftMs === 0)) return nothing;
    return html`<p class="problem" role="alert">${error.code === 'banned' ? words.banned : reason(error.code)}</p>`;
  }

  /** Follows the link that leads here. */
  private readonly onLink = (): void => {
    const code = inviteCode(this.holder?.mailLink ?? '');
    if (code === null || code === this.code) return;
    this.code = code;
    this.joining.cancel();
    void this.read();
  };

  /** The chat around, through the roots of what lies between. */
  private get holder(): LinkedChat | null {
    let root = this.getRootNode();
    while (root instanceof ShadowRoot) {
      const host = root.host as LinkedChat;
      if (host.mailLink) return host;
      root = host.getRootNode();
    }
    return null;
  }

  /** A link that leads nowhere any more need not be followed again. */
  private dropDead({ error }: AttemptController): void {
    if (error?.code === 'invite_not_found') this.drop();
  }

  private drop(): void {
    const { holder } = this;
    if (holder !== null) dropLink(holder);
  }

  private async read(): Promise<void> {
    const { chat, code } = this;
    if (code === null) return;
    this.reading.cancel();
    this.preview = null;
    const preview = await this.reading.run((signal) => chat.invites.preview(code, { signal }));
    this.dropDead(this.reading);
    if (!preview) return;
    this.preview = preview;
    await this.updateComplete;
    // Whoever has gone somewhere meanwhile is left there.
    if (this.shadowRoot?.activeElement === null) this.focusFirst();
  }

  private readonly onSubmit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const { chat, code } = this;
    if (code === null || this.pause.leftMs > 0) return;
    const accepted = await this.joining.run(async (signal) => {
      await asSomebody(chat, signal);
      return chat.invites.accept(code, { signal });
    });
    if (!accepted) return this.dropDead(this.joining);
    this.drop();
    report(this, 'parley-enter', { at: { id: accepted.room.id } });
  };
}
