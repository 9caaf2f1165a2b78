import type { FoundMessage, Message, Store, Timeline, TimelineItem } from '@parley/sdk';
import { LitElement, html, nothing } from 'lit';
import type { PropertyValues } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { Means } from '../../controllers/message-tools.js';
import { messageStrings as words } from '../../i18n/message-strings.js';
import { hiddenMessage } from '../../i18n/message-words.js';
import { strings } from '../../i18n/strings.js';
import { excerpt } from '../../state/excerpt.js';
import { base } from '../../theme/base.styles.js';
import { report } from '../intents.js';
import type { ParleyLog } from '../log/parley-log.js';
import { goTo } from '../log/go-to.js';
import { quoteStyles } from './parley-quote.styles.js';

/** Above a message: the beginning of the one that it answers, as that one is now, and the way there. */
export class ParleyQuote extends LitElement {
  static override styles = [base, quoteStyles];

  @property({ attribute: false }) answer!: TimelineItem;
  @property({ attribute: false }) means!: Means;
  @property({ type: Boolean, reflect: true }) own = false;

  /** Undefined until it was found, null when it is not there for this person. */
  @state() private found: FoundMessage | null | undefined;
  @state() private isGoing = false;
  @state() private problem = '';
  private undo: (() => void) | undefined;
  private hasAsked = false;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.undo?.();
    this.undo = undefined;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.follow();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('means')) this.follow();
  }

  override render() {
    const { found, means } = this;
    const author = found?.message.authorId;
    const name = author === means.myId ? strings.you : ((author && means.nameOf(author)) ?? found?.author?.displayName);
    return html`<button type="button" aria-busy=${this.isGoing} ?disabled=${found === null} @click=${this.onClick}>
        <span class="only-read">${words.inReplyTo}</span>
        ${name ? html`<bdi class="name">${name}</bdi>` : nothing}
        <span class="text" dir="auto">${this.text}</span>
      </button>
      <span class="problem" role="status">${this.problem}</span>`;
  }

  /** The one around the message around this. */
  private get log(): ParleyLog {
    const { host } = this.getRootNode() as ShadowRoot;
    return (host.getRootNode() as ShadowRoot).host as ParleyLog;
  }

  private get text(): string {
    if (this.found === null) return words.gone;
    if (!this.found) return words.original;
    return this.means.hides(this.found.message.authorId) ? hiddenMessage : excerpt(this.found.message);
  }

  /** The room's own copy changes with it; another one is asked for once. */
  private follow(): void {
    const { room, thread } = this.means;
    const { timeline }: { timeline: Store<Timeline & { root?: TimelineItem | null }> } = thread ?? room;
    this.undo?.();
    this.undo = timeline.subscribe(({ root, items, users }) => {
      const message = this.heldIn(root ? [root, ...items] : items);
      if (message) this.found = { message, author: users[message.authorId] ?? null };
      else if (!this.hasAsked) void this.ask();
    });
  }

  private heldIn(items: readonly TimelineItem[]): Message | undefined {
    const { replyTo } = this.answer;
    return items.find(({ seq, id }) => seq === replyTo?.seq && id === replyTo.messageId);
  }

  private async ask(): Promise<void> {
    const { replyTo } = this.answer;
    if (!replyTo) return;
    this.hasAsked = true;
    try {
      this.found = await this.means.room.messageAt(replyTo.seq);
    } catch (error) {
      // What only did not come is asked for when the person goes there.
      if ((error as { code: string }).code === 'message_not_found') this.found = null;
    }
  }

  private async go(seq: number): Promise<boolean> {
    const { room, thread } = this.means;
    const threadId = this.found?.message.threadId;
    if (thread) return thread.goTo(seq);
    if (threadId) {
      report(this, 'parley-go', { place: `thread/${threadId}/${seq}` });
      return true;
    }
    // The answer, and this with it, may not be shown where the message is.
    const { log } = this;
    return (await room.loadTo(seq)) && goTo(log, seq);
  }

  private readonly onClick = async (): Promise<void> => {
    const { replyTo } = this.answer;
    if (!replyTo || this.isGoing) return;
    this.isGoing = true;
    this.problem = '';
    try {
      if (!(await this.go(replyTo.seq))) this.problem = words.notReached;
    } catch {
      this.problem = words.notReached;
    } finally {
      this.isGoing = false;
    }
  };
}
