import type { SessionStore } from '@parley/sdk';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { accountPageStrings } from '../i18n/account-page-strings.js';
import { TaskController } from './task-controller.js';

/** Largest file that is read, in MB. What is sent is cut out of it, and small. */
const MAX_MEGABYTES = 25;

/** The own picture: read from a file, sent, taken away. */
export class PictureController implements ReactiveController {
  /** The picture that a part is being chosen of; null for none. */
  chosen: ImageBitmap | null = null;
  readonly task: TaskController;

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
    this.task = new TaskController(host, accountPageStrings.picture.byCode);
  }

  hostDisconnected(): void {
    this.drop();
  }

  /** Reads a file. @returns whether it is a picture; why not is said at `task` */
  async read(file: File): Promise<boolean> {
    const { tooManyBytes, unreadable } = accountPageStrings.picture;
    this.task.cancel();
    if (file.size > MAX_MEGABYTES * 1_000_000) this.task.refuse(tooManyBytes(MAX_MEGABYTES));
    else {
      await this.task.run(async (signal) => {
        const bitmap = await createImageBitmap(file).catch(() => null);
        if (signal.aborted) bitmap?.close();
        else this.take(bitmap);
      });
      if (this.chosen === null) this.task.refuse(unreadable);
    }
    return this.chosen !== null;
  }

  /** Sends what was cut. @returns whether it is the picture now */
  async send(store: Pick<SessionStore, 'setAvatar'> | null, cut: () => Promise<Blob>): Promise<boolean> {
    const isDone = await this.task.run(async (signal) => store?.setAvatar(await cut(), { signal }));
    if (isDone) this.take(null);
    return isDone;
  }

  /** Takes the picture away. @returns whether it is gone */
  remove(store: Pick<SessionStore, 'removeAvatar'> | null): Promise<boolean> {
    return this.task.run(async (signal) => store?.removeAvatar({ signal }));
  }

  /** Chooses nothing, and sends nothing that was on its way. */
  drop(): void {
    this.task.cancel();
    this.take(null);
  }

  private take(bitmap: ImageBitmap | null): void {
    this.chosen?.close();
    this.chosen = bitmap;
    this.host.requestUpdate();
  }
}
