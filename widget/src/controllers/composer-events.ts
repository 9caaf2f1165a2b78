/** Whether something happens on the screen of a thread, which lies over the room in the same chat. */
export const isInThread = (event: Event): boolean =>
  event.composedPath().some((one) => (one as Element).localName === 'parley-thread');

/** Whether something happens where a part works: what happens in a thread is seen to by the thread's own. */
export const isOf = ({ isThread = false }: { readonly isThread?: boolean }, event: Event): boolean =>
  isInThread(event) === isThread;

/** The field of the composer in which something happens; null anywhere else. */
export function fieldOf(event: Event): HTMLTextAreaElement | null {
  const [field, ...around] = event.composedPath();
  const isComposer = around.some((one) => (one as Element).localName === 'parley-composer');
  return field instanceof HTMLTextAreaElement && isComposer ? field : null;
}
