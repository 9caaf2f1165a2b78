/** Whether something happens on the screen of a thread, which lies over the room in the same chat. */
export const isInThread = (event: Event): boolean =>
  event.composedPath().some((one) => (one as Element).localName === 'parley-thread');
