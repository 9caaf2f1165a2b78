import { ParleyChat } from './components/chat/parley-chat.js';
import { define } from './define.js';
import type { PanelModule, ParleyCall } from './launcher/parley-api.js';

type Callable = Record<string, ((...args: unknown[]) => void) | undefined>;

/** Defines the elements; runs the calls that waited for the panel, in their order, and from now on each at once. */
export const attach: PanelModule['attach'] = (host, calls, draw) => {
  ParleyChat.draw ??= draw;
  define();
  const run = ([name, ...args]: ParleyCall): void => {
    const chat = (host ?? document.querySelector('parley-chat')) as unknown as Callable | null;
    chat?.[name]?.(...args);
  };
  for (const call of calls.splice(0)) run(call);
  calls.push = (...more) => {
    more.forEach(run);
    return 0;
  };
};
