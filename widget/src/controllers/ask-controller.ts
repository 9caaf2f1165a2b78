import { ChatError } from '@parley/sdk';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { detailsStrings } from '../i18n/details-strings.js';
import { refusalOf } from '../i18n/refusals.js';

/** One thing at a time that a screen asks of the server, and what is to be said of it. */
export class AskController implements ReactiveController {
  isBusy = false;
  /** What was refused, in words; '' for nothing. */
  problem = '';
  /** What was done, in words; '' for nothing. */
  told = '';
  private underWay: Promise<unknown> = Promise.resolve();

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostConnected(): void {}

  /** Says something that nobody was asked for. */
  say(told: string, problem = ''): void {
    Object.assign(this, { told, problem });
    this.host.requestUpdate();
  }

  /**
   * Does it, unless something is under way.
   * @param told what to say once it is done
   * @param words of refusals that are about this alone, by the error's code
   * @returns whether it was done
   */
  async run(work: () => Promise<unknown>, told = '', words: Readonly<Record<string, string>> = {}): Promise<boolean> {
    if (this.isBusy) return false;
    const done = this.ask(work, told, words);
    this.underWay = done;
    return done;
  }

  /** As `run`, but once what is under way is done: for presses of which none may be lost. */
  async runNext(...asked: Parameters<AskController['run']>): Promise<boolean> {
    while (this.isBusy) await this.underWay;
    return this.run(...asked);
  }

  private async ask(
    work: () => Promise<unknown>,
    told: string,
    words: Readonly<Record<string, string>>,
  ): Promise<boolean> {
    this.isBusy = true;
    this.say('');
    try {
      await work();
      this.isBusy = false;
      this.say(told);
      return true;
    } catch (error) {
      const code = error instanceof ChatError ? error.code : 'other';
      this.isBusy = false;
      this.say('', refusalOf(code, { ...detailsStrings.problems, ...words }));
      return false;
    }
  }
}
