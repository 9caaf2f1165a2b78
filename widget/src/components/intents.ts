/** What a person wants, by event name: elements only report it, `<parley-chat>` sees to it. */
export interface Intents {
  'parley-send': { text: string };
  'parley-rename': { name: string };
  'parley-message-retry': { key: string };
  'parley-message-delete': { key: string };
  'parley-load-before': Record<string, never>;
  /** The end of the log came on screen or left it. */
  'parley-at-end': { isAtEnd: boolean };
  'parley-reload': Record<string, never>;
  'parley-continue': Record<string, never>;
  'parley-write': Record<string, never>;
  'parley-close': Record<string, never>;
}

/** Reports a wish upwards through the shadow roots; `<parley-chat>` lets none of them out into the page. */
export function report<Name extends keyof Intents>(from: HTMLElement, name: Name, detail: Intents[Name]): void {
  from.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
}
