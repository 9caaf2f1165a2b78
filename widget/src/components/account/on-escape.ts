/** Listens for Escape, which does this and no more: it neither closes a page nor leaves the account. */
export const onEscape =
  (act: () => void) =>
  (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    event.preventDefault();
    act();
  };
