import { describe, expect, it } from '@jest/globals';
import { message } from '../test/support/model-room.js';
import type { AppendToMessage, Message } from './contract/index.js';
import { ChatError } from './errors.js';
import { beginMessage } from './message-stream.js';
import type { RestCaller } from './rooms.js';
import { codePoints } from './timeline/growth.js';
import type { RestRequest } from './transport/rest.js';

const refused = (code: string, status: number) => new ChatError({ code, status });

/** A server of one message. */
class Paper {
  text = '';
  isOpen = true;
  isDeleted = false;
  /** Met by the next parts, one each; `'answer'`: it is written, and the answer is lost. */
  readonly faults: (ChatError | 'answer' | undefined)[] = [];
  readonly parts: AppendToMessage[] = [];

  readonly caller: RestCaller = { call: <T>(request: RestRequest) => this.#answer(request) as Promise<T> };

  get message(): Message {
    const given = { id: 'm', seq: 1, position: 1, authorId: 'user-1', clientId: 'c' };
    return { ...message(given), text: this.text, streaming: this.isOpen, deletedAt: this.isDeleted ? 'now' : null };
  }

  async #answer({ method, body }: RestRequest): Promise<unknown> {
    await Promise.resolve();
    if (method === 'GET') return { items: [this.message], users: [], hasBefore: false, hasAfter: false };
    if (method === 'POST') return this.message;
    const part = body as AppendToMessage;
    this.parts.push(part);
    const fault = this.faults.shift();
    if (fault instanceof ChatError) throw fault;
    this.#write(part);
    if (fault) throw new ChatError({ code: 'network' });
    return {};
  }

  #write({ delta, offset, done }: AppendToMessage): void {
    if (this.isDeleted) throw refused('message_deleted', 409);
    const length = codePoints(this.text);
    const isSaid = offset + codePoints(delta) === length && this.text.endsWith(delta);
    if (isSaid && (this.isOpen ? !done && delta !== '' : true)) return;
    if (!this.isOpen) throw refused('not_streaming', 409);
    if (offset !== length) throw refused('offset_mismatch', 409);
    this.text += delta;
    if (!done) return;
    this.isOpen = false;
    this.isDeleted = this.text.trim() === '';
  }
}

const begin = (paper: Paper) => beginMessage(paper.caller, 'room', { clientId: 'c', text: '' });

describe('a message that is written on', () => {
  it('gathers what comes in quick succession into few requests, and is whole at its end', async () => {
    const paper = new Paper();
    const stream = await begin(paper);
    const words = Array.from({ length: 100 }, (_, n) => `${n} 🙂 `);
    for (const word of words) stream.append(word);
    expect(await stream.end()).toMatchObject({ text: words.join(''), streaming: false });
    expect(paper.parts.length).toBeLessThanOrEqual(3);
    expect(paper.parts.map(({ done }) => done)).toEqual([...paper.parts.slice(1).map(() => false), true]);
  });

  it('is there once, whatever answers were lost on the way', async () => {
    const paper = new Paper();
    paper.faults.push('answer', refused('unavailable', 503), 'answer', 'answer');
    const stream = await begin(paper);
    stream.append('one ');
    stream.append('two');
    expect((await stream.end()).text).toBe('one two');
    expect((await stream.end()).text).toBe('one two');
    expect(paper.parts.length).toBeGreaterThan(4);
  });

  it('never sends half a character', async () => {
    const paper = new Paper();
    const stream = await begin(paper);
    const [high = '', low = ''] = '🙂'.split('');
    for (const half of ['a', high, low, 'b', low, '\0', high]) stream.append(half);
    expect((await stream.end()).text).toBe('a🙂b\ufffd\ufffd\ufffd');
  });

  it('says what it was refused with, at the next word and at the end, and ends with what is there', async () => {
    const paper = new Paper();
    const stream = await begin(paper);
    stream.append('fits');
    paper.faults.push(undefined, refused('validation_failed', 400));
    while (paper.parts.length < 1) await Promise.resolve();
    stream.append('does not');
    await expect(stream.end()).rejects.toMatchObject({ code: 'validation_failed' });
    expect(() => stream.append('more')).toThrow(ChatError);
    expect(paper.text).toBe('fits');
  });

  it('says that somebody deleted it, unless nothing was written', async () => {
    const paper = new Paper();
    const stream = await begin(paper);
    paper.isDeleted = true;
    stream.append('too late');
    await expect(stream.end()).rejects.toMatchObject({ code: 'message_deleted' });
    const blank = new Paper();
    blank.faults.push('answer');
    expect(await (await begin(blank)).end()).toMatchObject({ text: '', deletedAt: 'now' });
  });
});
