import type { ReactiveControllerHost } from 'lit';
import type { reasonStrings } from '../i18n/reason-strings.js';

let reasons: typeof reasonStrings | undefined;

/** The words for reasons, which few people meet; undefined until they are loaded, and then the host renders again. */
export function reasonsFor(host: ReactiveControllerHost): typeof reasonStrings | undefined {
  if (!reasons)
    import('../i18n/reason-strings.js').then(
      (module) => {
        reasons = module.reasonStrings;
        host.requestUpdate();
      },
      () => undefined,
    );
  return reasons;
}
