import { halfOpen } from './half-open.js';

export const halfOpenUp = halfOpen('F13', 'Half-open up', 'up', { reconnects: 20, infos: 10 });
