import type { Chat } from '@parley/sdk';
import { html } from 'lit';
import type { TemplateResult } from 'lit';
import type { PlaceName } from '../../state/places.js';
import type { RoomView } from '../../state/room-view.js';

/** Whether it is somebody's screen. */
export const isPerson = (place: PlaceName): place is `person/${string}` => place.startsWith('person/');

/** Whether it is the screen of a thread. */
export const isThread = (place: PlaceName): place is `thread/${string}` => place.startsWith('thread/');

/** The element of a screen. Each has the class `screen`, by which it is found. */
export function renderPlace(place: PlaceName, chat: Chat, view: RoomView): TemplateResult {
  if (isPerson(place)) {
    const userId = place.slice('person/'.length);
    return html`<parley-person class="screen" .chat=${chat} .view=${view} .userId=${userId}></parley-person>`;
  }
  if (isThread(place)) {
    const [, rootId, seq] = place.split('/');
    return html`<parley-thread
      class="screen"
      .chat=${chat}
      .view=${view}
      .rootId=${rootId}
      .seq=${Number(seq ?? 0)}
    ></parley-thread>`;
  }
  switch (place) {
    case 'home':
      return html`<parley-home class="screen" .chat=${chat} .view=${view}></parley-home>`;
    case 'rooms':
      return html`<parley-room-list class="screen" .chat=${chat} .view=${view}></parley-room-list>`;
    case 'discover':
      return html`<parley-discover class="screen" .chat=${chat} .view=${view}></parley-discover>`;
    case 'create':
      return html`<parley-create class="screen" .chat=${chat} .view=${view}></parley-create>`;
    case 'people':
      return html`<parley-people class="screen" .chat=${chat} .view=${view}></parley-people>`;
    case 'match':
      return html`<parley-match class="screen" .chat=${chat} .view=${view}></parley-match>`;
    case 'bookmarks':
      return html`<parley-bookmarks class="screen" .chat=${chat} .view=${view}></parley-bookmarks>`;
    case 'invite':
      return html`<parley-invite class="screen" .chat=${chat} .view=${view}></parley-invite>`;
    case 'details':
      return html`<parley-details class="screen" .chat=${chat} .view=${view}></parley-details>`;
    case 'pins':
      return html`<parley-pins class="screen" .chat=${chat} .view=${view}></parley-pins>`;
    case 'scheduled':
      return html`<parley-scheduled class="screen" .chat=${chat} .view=${view}></parley-scheduled>`;
    case 'members':
      return html`<parley-members class="screen" .chat=${chat} .view=${view}></parley-members>`;
    case 'addMember':
      return html`<parley-add-member class="screen" .chat=${chat} .view=${view}></parley-add-member>`;
    case 'invites':
      return html`<parley-invites class="screen" .chat=${chat} .view=${view}></parley-invites>`;
    case 'sanctions':
      return html`<parley-sanctions class="screen" .chat=${chat} .view=${view}></parley-sanctions>`;
    case 'roomSettings':
      return html`<parley-room-settings class="screen" .chat=${chat} .view=${view}></parley-room-settings>`;
  }
}
