import { ParleyAvatar } from './components/avatar/parley-avatar.js';
import { ParleyBanner } from './components/banner/parley-banner.js';
import { ParleyChat } from './components/chat/parley-chat.js';
import { ParleyComposer } from './components/composer/parley-composer.js';
import { ParleyHeader } from './components/header/parley-header.js';
import { ParleyLog } from './components/log/parley-log.js';
import { ParleyMessage } from './components/message/parley-message.js';
import { ParleyName } from './components/name/parley-name.js';
import { ParleyRoom } from './components/room/parley-room.js';

const elements: Readonly<Record<string, CustomElementConstructor>> = {
  'parley-avatar': ParleyAvatar,
  'parley-message': ParleyMessage,
  'parley-header': ParleyHeader,
  'parley-banner': ParleyBanner,
  'parley-log': ParleyLog,
  'parley-name': ParleyName,
  'parley-composer': ParleyComposer,
  'parley-room': ParleyRoom,
  'parley-chat': ParleyChat,
};

/** Registers elements whose tag is still free: a page may load the script twice, or two versions of it. */
export function defineElements(some: Readonly<Record<string, CustomElementConstructor>>): void {
  for (const [tag, element] of Object.entries(some)) {
    if (customElements.get(tag) === undefined) customElements.define(tag, element);
  }
}

/** Registers every element of the panel. */
export const define = (): void => defineElements(elements);
