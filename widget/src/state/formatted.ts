import { Lexer, Tokenizer } from 'marked';
import type { MarkedToken, Token, Tokens } from 'marked';
import { linkify, toHref } from './linkify.js';

/** A stretch of a paragraph: plain text, or something in it. */
export type Inline =
  | string
  | { readonly type: 'strong' | 'em'; readonly inlines: readonly Inline[] }
  | { readonly type: 'code'; readonly text: string }
  /** `href` is an absolute http:, https: or mailto: address. */
  | { readonly type: 'link'; readonly href: string; readonly inlines: readonly Inline[] };

/** A part of a message that has lines of its own. */
export type Block =
  | { readonly type: 'paragraph'; readonly inlines: readonly Inline[] }
  | { readonly type: 'code'; readonly text: string }
  | { readonly type: 'quote'; readonly blocks: readonly Block[] }
  /** `start` is the first number; null = it is not numbered. */
  | { readonly type: 'list'; readonly start: number | null; readonly items: readonly (readonly Block[])[] };

/** Nobody formats so much by hand, and reading more of them takes the square of their number. */
const maxMarks = 800;
/** Quotes in quotes and lists in lists: what lies deeper is shown as it was typed. */
const maxDepth = 5;

/** An address and what may stand behind it. */
const longestAddress = 2_200;

/** Knows bold, italic, code, links, lists and quotes. Whatever else Markdown has is left as it was typed. */
class ChatTokenizer extends Tokenizer {
  override code(): undefined {}
  override heading(): undefined {}
  override lheading(): undefined {}
  override hr(): undefined {}
  override html(): undefined {}
  override def(): undefined {}
  override table(): undefined {}
  override tag(): undefined {}
  override reflink(): undefined {}
  override del(): undefined {}
  override autolink(): undefined {}

  /** An address is one piece, whatever marks are in it. */
  override url(src: string): Tokens.Link | undefined {
    const [first] = /^(?:https?:\/\/|mailto:)/i.test(src) ? linkify(src.slice(0, longestAddress)) : [];
    if (first?.href === undefined) return undefined;
    const { text, href } = first;
    return { type: 'link', raw: text, href, text, tokens: [] };
  }

  override link(src: string) {
    return src.startsWith('!') ? undefined : super.link(src);
  }

  override emStrong(src: string, maskedSrc: string, prevChar = '') {
    // 2*3*4 is a product.
    return src.startsWith('*') && /[\p{L}\p{N}]/u.test(prevChar) ? undefined : super.emStrong(src, maskedSrc, prevChar);
  }
}

/**
 * Reads a message as the small part of Markdown that people type: bold, italic, code, links, lists, quotes.
 * @param hasLinks whether addresses become links; else they stay text
 * @returns the parts in order; nothing that was typed gets lost but the marks themselves
 */
export function parseText(text: string, hasLinks: boolean): Block[] {
  const reader = new Reader(hasLinks);
  if ((text.match(/[*_`[\]>]/g)?.length ?? 0) > maxMarks) return [reader.plain(text)];
  try {
    return reader.blocks(new Lexer({ gfm: true, tokenizer: new ChatTokenizer() }).lex(text), 0);
  } catch {
    return [reader.plain(text)];
  }
}

/** Turns tokens into what is shown. */
class Reader {
  constructor(private readonly hasLinks: boolean) {}

  plain(text: string): Block {
    return { type: 'paragraph', inlines: this.linked(text) };
  }

  blocks(tokens: readonly Token[], depth: number): Block[] {
    const blocks: Block[] = [];
    let joint: '\n' | '' | null = null;
    for (const token of tokens as MarkedToken[]) {
      const block = this.block(token, depth);
      if (block === null) {
        joint = null;
        continue;
      }
      const last = blocks.at(-1);
      // Lines that were typed one below the other stay so.
      if (joint !== null && last?.type === 'paragraph' && block.type === 'paragraph') {
        blocks[blocks.length - 1] = { ...last, inlines: [...last.inlines, joint, ...block.inlines] };
      } else blocks.push(block);
      joint = token.raw.endsWith('\n\n') ? null : token.type === 'checkbox' ? '' : '\n';
    }
    return blocks;
  }

  private block(token: MarkedToken, depth: number): Block | null {
    switch (token.type) {
      case 'space':
        return null;
      case 'code':
        // What follows the marks is the name of a language, or was meant to be read.
        if (token.text.trim() === '' || !/^[\w+#.-]*$/.test(token.lang ?? '')) return this.plain(token.raw.trimEnd());
        return { type: 'code', text: token.text.trimEnd() };
      case 'blockquote':
        if (depth >= maxDepth) return this.plain(token.raw.trimEnd());
        return { type: 'quote', blocks: this.blocks(token.tokens, depth + 1) };
      case 'list': {
        if (depth >= maxDepth) return this.plain(token.raw.trimEnd());
        const items = token.items.map((item) => this.blocks(item.tokens, depth + 1));
        return { type: 'list', start: token.ordered && token.start !== '' ? token.start : null, items };
      }
      case 'checkbox':
        return { type: 'paragraph', inlines: [token.raw] };
      default:
        return { type: 'paragraph', inlines: this.inlines('tokens' in token ? token.tokens : undefined, token.raw) };
    }
  }

  /** @param raw what is shown where there are no tokens */
  private inlines(tokens: readonly Token[] | undefined, raw: string): Inline[] {
    return tokens ? (tokens as MarkedToken[]).flatMap((token) => this.inline(token)) : this.linked(raw.trimEnd());
  }

  private inline(token: MarkedToken): Inline[] {
    switch (token.type) {
      case 'strong':
      case 'em':
        return [{ type: token.type, inlines: this.inlines(token.tokens, token.raw) }];
      case 'codespan':
        return [{ type: 'code', text: token.text }];
      case 'br':
        return ['\n'];
      case 'escape':
        return [token.text];
      case 'link': {
        const href = this.hasLinks ? toHref(token.href) : null;
        // What reads as an address leads to that address, or nowhere.
        if (href === null || /:\/\/|\w\.\p{L}{2}/u.test(token.text)) return this.linked(token.raw);
        const inside = new Reader(false);
        return [{ type: 'link', href, inlines: inside.inlines(token.tokens, token.text) }];
      }
      default:
        return this.linked(token.raw);
    }
  }

  private linked(text: string): Inline[] {
    if (!this.hasLinks) return [text];
    return linkify(text).map((part) =>
      part.href === undefined ? part.text : { type: 'link', href: part.href, inlines: [part.text] },
    );
  }
}
