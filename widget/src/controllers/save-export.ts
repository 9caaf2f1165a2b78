import type { SessionStore } from '@parley/sdk';

/** Gives a person all that is kept of them as a file. @returns the name of the file that the browser has now */
export async function saveExport(store: SessionStore, signal: AbortSignal): Promise<string> {
  const known = await store.exportData({ signal });
  const name = `parley-${known.profile.username ?? known.profile.id}.json`;
  save(new Blob([JSON.stringify(known, null, 2)], { type: 'application/json' }), name);
  return name;
}

function save(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // The browser has taken the file by then, or never will.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
