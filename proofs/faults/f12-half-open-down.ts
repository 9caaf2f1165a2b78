import { halfOpen } from './half-open.js';

export const halfOpenDown = halfOpen('F12', 'Half-open down', 'down', { reconnects: 20, infos: 10 });
