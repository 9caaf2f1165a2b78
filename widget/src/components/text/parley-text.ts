import { LitElement, html } from 'lit';
import type { TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { SurroundingsController } from '../../controllers/surroundings-controller.js';
import { isEmojiOnly } from '../../state/emoji-only.js';
import { parseText } from '../../state/formatted.js';
import type { Block, Inline } from '../../state/formatted.js';
import { base } from '../../theme/base.styles.js';
import { textStyles } from './parley-text.styles.js';

/** The text of a message with bold, italic, code, lists, quotes and links; emoji alone are large. No HTML is made of it. */
export class ParleyText extends LitElement {
  static override styles = [base, textStyles];

  /** As it was typed. */
  @property({ attribute: false }) text = '';
  /** Ids of those whom it names. */
  @property({ attribute: false }) mentions: readonly string[] = [];
  private readonly around = new SurroundingsController(this, () => this.mentions);

  protected override willUpdate(): void {
    this.toggleAttribute('big', isEmojiOnly(this.text));
  }

  override render() {
    const { around } = this;
    return parseText(this.text, around.hasLinks, around.people).map(renderBlock);
  }
}

function renderBlock(block: Block): TemplateResult {
  switch (block.type) {
    case 'paragraph':
      return html`<p class="block">${block.inlines.map(renderInline)}</p>`;
    case 'code':
      // What is wider than the bubble is scrolled, by keyboard too.
      return html`<pre class="block" tabindex="0"><code>${block.text}</code></pre>`;
    case 'quote':
      return html`<blockquote class="block">${block.blocks.map(renderBlock)}</blockquote>`;
    case 'list': {
      const items = block.items.map((item) => html`<li>${item.map(renderBlock)}</li>`);
      return block.start === null
        ? html`<ul class="block">
            ${items}
          </ul>`
        : html`<ol class="block" start=${block.start}>
            ${items}
          </ol>`;
    }
  }
}

function renderInline(inline: Inline): unknown {
  if (typeof inline === 'string') return inline;
  if (inline.type === 'mention') return html`<bdi class="mention ${inline.isMe ? 'me' : ''}">@${inline.name}</bdi>`;
  if (inline.type === 'code') return html`<code>${inline.text}</code>`;
  const inside = inline.inlines.map(renderInline);
  if (inline.type !== 'link')
    return inline.type === 'strong' ? html`<strong>${inside}</strong>` : html`<em>${inside}</em>`;
  const { href } = inline;
  return html`<a href=${href} title=${href} target="_blank" rel="noopener noreferrer nofollow ugc">${inside}</a>`;
}
