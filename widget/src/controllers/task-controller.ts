import { ChatError } from '@parley/sdk';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { freshTask, toProblems, waitUntil } from '../state/account.js';
import type { FieldName, Task } from '../state/account.js';

/** One thing at a time that a screen asks of the server; given up when the screen goes. */
export class TaskController implements ReactiveController {
  task: Task = freshTask;
  private ending: AbortController | null = null;

  /** @param words for codes that only this screen meets */
  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly words: Readonly<Record<string, string>> = {},
  ) {
    host.addController(this);
  }

  hostDisconnected(): void {
    this.cancel();
  }

  /** Gives up what is under way, and forgets what went wrong. */
  cancel(): void {
    this.ending?.abort();
    this.ending = null;
    this.set(freshTask);
  }

  /** Says what is wrong without asking the server. */
  refuse(problem: string): void {
    this.set({ ...freshTask, problems: { form: problem } });
  }

  /**
   * Does it, unless something is under way.
   * @param fields that the form has
   * @returns whether it was done
   */
  async run(work: (signal: AbortSignal) => Promise<unknown>, fields: readonly FieldName[] = []): Promise<boolean> {
    if (this.task.isBusy) return false;
    const ending = new AbortController();
    this.ending = ending;
    this.set({ ...freshTask, isBusy: true });
    try {
      await work(ending.signal);
      if (ending.signal.aborted) return false;
      this.set(freshTask);
      return true;
    } catch (thrown) {
      if (!ending.signal.aborted) this.set(failedTask(toRefusal(thrown), fields, this.words));
      return false;
    }
  }

  private set(task: Task): void {
    this.task = { ...task };
    this.host.requestUpdate();
  }
}

/** What the SDK throws has a code; anything else is a mistake of ours, and is told as such. */
export const toRefusal = (thrown: unknown): ChatError =>
  thrown instanceof ChatError ? thrown : new ChatError({ code: 'other', cause: thrown });

/** A form after a refusal. @param fields that it has @param words as of `TaskController` */
export const failedTask = (
  error: ChatError,
  fields: readonly FieldName[],
  words?: Readonly<Record<string, string>>,
): Task => ({
  isBusy: false,
  problems: toProblems(error, fields, words),
  waitUntil: waitUntil(error, Date.now()),
  code: error.code,
});
