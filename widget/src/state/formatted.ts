import { Lexer, Tokenizer } from 'marked';
import type { MarkedToken, Token, Tokens } from 'marked';
import { linkify, toHref } from './linkify.js';
import { splitNames } from './mention-text.js';
import type { Named } from './mention-text.js';

/** A stretch of a paragraph: plain text, or something in it. */
export type Inline =
  | string
  | { readonly type: 'strong' | 'em'; readonly inlines: readonly Inline[] }
  | { readonly type: 'code'; readonly text: string }
  /** Somebody whom the message names, as they are called now. */
  | { readonly type: 'mention'; readonly name: string; readonly isMe: boolean }
  /** `href` is an absolute http:, https: or mailto: address. */
  | { readonly type: 'link'; readonly href: string; readonly inlines: readonly Inline[] };

/** A part of a message that has lines of its own. */
export type Block =
  | { readonly type: 'paragraph'; readonly inlines: readonly Inline[] }
  | { readonly type: 'code'; readonly text: string }
  | { readonly type: 'quote'; readonly blocks: readonly Block[] }
  /** `start` is the first number; null = it is not numbered. */
  | { readonly type: 'list'; readonly start: number | null; readonly items: readonly (readonly Block[])[] };

/** Somebody whom a message names. */
interface Mentioned extends Named {
  /** They are the reader. */
  readonly isMe: boolean;
}

/** Nobody formats so much by hand, and reading more of them takes the square of their number. */
const maxMarks = 800;
/** Quotes in quotes and lists in lists: what lies deeper is shown as it was typed. */
const maxDepth = 5;
/** One word of so many letters, which takes the square of their number, too. */
const longestWord = /[\w.!#$%&'*+/=?^{|}~-]{500}/;

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

  private depth = 0;

  override list(src: string): Tokens.List | undefined {
    return this.deeper(() => super.list(src));
  }

  override blockquote(src: string): Tokens.Blockquote | undefined {
    return this.deeper(() => super.blockquote(src));
  }

  private deeper<Token>(read: () => Token | undefined): Token | undefined {
    if (this.depth >= maxDepth) return undefined;
    this.depth += 1;
    try {
      return read();
    } finally {
      this.depth -= 1;
    }
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
 * @param people whom it names
 * @returns the parts in order; nothing that was typed gets lost but the marks themselves
 */
export function parseText(text: string, hasLinks: boolean, people: readonly Mentioned[] = []): Block[] {
  const reader = new Reader(hasLinks, people);
  if ((text.match(/[*_`[\]>]/g)?.length ?? 0) > maxMarks || longestWord.test(text)) return [reader.plain(text)];
  try {
    return reader.blocks(new Lexer({ gfm: true, tokenizer: new ChatTokenizer() }).lex(text));
  } catch {
    return [reader.plain(text)];
  }
}

/** Whether a reader may take it for where a link leads; characters that nobody sees do not hide that. */
const readsAsAddress = (text: string): boolean =>
  /:\/\/|[\p{L}\p{N}]\.[\p{L}\p{N}]{2}/u.test(text.replace(/\p{Cf}/gu, ''));

const textOf = (inlines: readonly Inline[]): string =>
  inlines
    .map((inline) => {
      if (typeof inline === 'string') return inline;
      if (inline.type === 'code') return inline.text;
      return inline.type === 'mention' ? inline.name : textOf(inline.inlines);
    })
    .join('');

/** Turns tokens into what is shown. */
class Reader {
  constructor(
    private readonly hasLinks: boolean,
    private readonly people: readonly Mentioned[],
  ) {}

  plain(text: string): Block {
    return { type: 'paragraph', inlines: this.linked(text) };
  }

  blocks(tokens: readonly Token[]): Block[] {
    const blocks: Block[] = [];
    let joint: '\n' | '' | null = null;
    for (const token of tokens as MarkedToken[]) {
      const block = this.block(token);
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

  private block(token: MarkedToken): Block | null {
    switch (token.type) {
      case 'space':
        return null;
      case 'code':
        // What follows the marks is the name of a language, or was meant to be read.
        if (token.text.trim() === '' || !/^[\w+#.-]*$/.test(token.lang ?? '')) return this.plain(token.raw.trimEnd());
        return { type: 'code', text: token.text.trimEnd() };
      case 'blockquote':
        return { type: 'quote', blocks: this.blocks(token.tokens) };
      case 'list': {
        const items = token.items.map((item) => this.blocks(item.tokens));
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
    return tokens?.length
      ? (tokens as MarkedToken[]).flatMap((token) => this.inline(token))
      : this.linked(raw.trimEnd());
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
        if (href === null) return this.linked(token.raw);
        const inlines = new Reader(false, []).inlines(token.tokens, token.text);
        // What reads as an address leads to that address, or nowhere.
        return readsAsAddress(textOf(inlines)) ? this.linked(token.raw) : [{ type: 'link', href, inlines }];
      }
      default:
        return this.linked(token.raw);
    }
  }

  private linked(text: string): Inline[] {
    if (!this.hasLinks) return this.named(text);
    return linkify(text).flatMap((part): Inline[] =>
      part.href === undefined ? this.named(part.text) : [{ type: 'link', href: part.href, inlines: [part.text] }],
    );
  }

  private named(text: string): Inline[] {
    return splitNames(text, this.people).map((piece) =>
      typeof piece === 'string' ? piece : { type: 'mention', name: piece.displayName, isMe: piece.isMe },
    );
  }
}
