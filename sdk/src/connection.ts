import type { ChatError } from './errors.js';

/**
 * `idle` no socket is needed now; `connecting` the first try or a try after `offline`; `offline` waits for the next try
 * at `retryAtMs` (epoch ms); `ended` the session or the chat ended and no try follows by itself.
 */
export interface ConnectionState {
  status: 'idle' | 'connecting' | 'online' | 'offline' | 'ended';
  error: ChatError | null;
  retryAtMs?: number;
}
