import type { SessionStore } from '@parley/sdk';
import type { ReactiveControllerHost } from 'lit';
import { TaskController } from './task-controller.js';

/** Gives a person all that is kept of them as a file. */
export class DownloadController {
  readonly asking: TaskController;

  constructor(host: ReactiveControllerHost) {
    this.asking = new TaskController(host);
  }

  /** @returns the name of the file that the browser has now; null when nothing came */
  async start(store: SessionStore | null): Promise<string | null> {
    let name: string | null = null;
    await this.asking.run(async (signal) => {
      if (store === null) return;
      const known = await store.exportData({ signal });
      name = `parley-${known.profile.username ?? known.profile.id}.json`;
      save(new Blob([JSON.stringify(known, null, 2)], { type: 'application/json' }), name);
    });
    return name;
  }
}

function save(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // The browser has taken the file by then, or never will.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
