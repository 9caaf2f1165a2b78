// The export that bundlers change for the browser's own, as its package tells them; in Node.js it is what it says.
export { NodeXHR as Polling } from 'engine.io-client';
