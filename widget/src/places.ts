import { ParleyHome } from './components/home/parley-home.js';
import { ParleyMatchBar } from './components/match/parley-match-bar.js';
import { ParleyMenu } from './components/menu/parley-menu.js';
import { ParleyPlaces } from './components/places/parley-places.js';
import { ParleyRoomList } from './components/room-list/parley-room-list.js';
import { ParleySeen } from './components/seen/parley-seen.js';
import { defineElements } from './define.js';

// The panel imports this module when somebody first leaves the room for what is around it, or comes without one.
defineElements({
  'parley-home': ParleyHome,
  'parley-match-bar': ParleyMatchBar,
  'parley-menu': ParleyMenu,
  'parley-room-list': ParleyRoomList,
  'parley-places': ParleyPlaces,
  'parley-seen': ParleySeen,
});
