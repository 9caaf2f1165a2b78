import { ParleyHome } from './components/home/parley-home.js';
import { ParleyMenu } from './components/menu/parley-menu.js';
import { ParleyPlaces } from './components/places/parley-places.js';
import { ParleyRoomList } from './components/room-list/parley-room-list.js';
import { defineElements } from './define.js';

// The panel imports this module when somebody first leaves the room for what is around it, or comes without one.
defineElements({
  'parley-home': ParleyHome,
  'parley-menu': ParleyMenu,
  'parley-room-list': ParleyRoomList,
  'parley-places': ParleyPlaces,
});
