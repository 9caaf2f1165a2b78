import type { ReactiveControllerHost } from 'lit';
import type * as Reasons from '../i18n/reasons.js';

let known: typeof Reasons | undefined;

/**
 * The words for what went wrong, for an element that is being drawn.
 * @returns undefined while they are loaded, which is the first need of them; then `host` is drawn again
 */
export function reasonsFor(host: ReactiveControllerHost): typeof Reasons | undefined {
  if (known === undefined) {
    import('../i18n/reasons.js').then(
      (loaded) => {
        known = loaded;
        host.requestUpdate();
      },
      () => undefined,
    );
  }
  return known;
}
