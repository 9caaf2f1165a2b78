import type { Message } from '@parley/sdk';
import { LitElement, html, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';
import { SurroundingsController } from '../../controllers/surroundings-controller.js';
import type { systemWords } from '../../state/system-words.js';
import { exactTime } from '../../state/time-words.js';
import { base } from '../../theme/base.styles.js';
import { systemStyles } from './parley-system.styles.js';

/** What a room tells of itself, in the words of who reads it; people are called as they are now. */
export class ParleySystem extends LitElement {
  static override styles = [base, systemStyles];

  @property({ attribute: false }) message: Message | null = null;
  /** Lists of rooms have the same words: they come in a part of their own. */
  @state() private words: typeof systemWords | undefined;
  private readonly around = new SurroundingsController(this, () => this.named);

  override connectedCallback(): void {
    super.connectedCallback();
    import('../../state/system-words.js').then(
      ({ systemWords: words }) => (this.words = words),
      () => undefined,
    );
  }

  override render() {
    const { words, message } = this;
    if (words === undefined || message === null) return nothing;
    const { people } = this.around;
    const cast = {
      myId: people.find(({ isMe }) => isMe)?.id ?? null,
      nameOf: (userId: string) => people.find(({ id }) => id === userId)?.displayName,
    };
    // First the names are set apart: then the sentence runs as its own words do.
    return html`<p dir="auto" title=${exactTime(Date.parse(message.createdAt))}>
      ${words(message, cast, renderTyped)}
    </p>`;
  }

  private get named(): readonly string[] {
    // What it was given before it was defined it has with its first update.
    if (!this.message) return [];
    const { authorId, system } = this.message;
    return system?.type === 'role_changed' ? [authorId, system.userId] : [authorId];
  }
}

const renderTyped = (typed: string) => html`<bdi>${typed}</bdi>`;
