import { ParleyBookmarks } from './components/bookmarks/parley-bookmarks.js';
import { defineElements } from './define.js';

// The screens around the rooms import this module when somebody first looks at what they bookmarked.
defineElements({ 'parley-bookmarks': ParleyBookmarks });
