/** A call of `window.Parley` that waits for the panel: the name of the method and its arguments. */
export type ParleyCall = [name: ParleyMethod, ...args: unknown[]];

/** What a page can ask for. */
export const parleyMethods = ['open', 'close', 'identify', 'logout', 'destroy', 'on'] as const;
/** One of {@link parleyMethods}. */
export type ParleyMethod = (typeof parleyMethods)[number];

/**
 * `window.Parley`. Calls made before the panel is loaded are kept and run in their order; only `open` and `logout` load it.
 */
export interface ParleyApi {
  open(): void;
  close(): void;
  /** Signs the visitor in with a token of the site's own login. */
  identify(user: { token: string }): void;
  /** Ends the visitor's session here. */
  logout(): void;
  /** Takes the widget off the page, with its connection. The script may be added again afterwards. */
  destroy(): void;
  /** Calls `fn` at each `open`, `close`, `message` (`{text, author}`), `unread` (`{count}`) from now on. */
  on(event: string, fn: (detail: unknown) => void): void;
}

/** What the panel's module offers to the loader. */
export interface PanelModule {
  /**
   * Defines the elements, then runs the calls that wait and those to come on `host`, or without one on the first
   * `<parley-chat>` of the page.
   * @param calls the array that the loader pushes to
   * @param draw draws the button of a `<parley-chat>` that the page itself wrote; the loader has that code anyway
   */
  attach(host: HTMLElement | null, calls: ParleyCall[], draw: (host: HTMLElement) => unknown): void;
}

declare global {
  interface Window {
    Parley?: ParleyApi;
  }
}
