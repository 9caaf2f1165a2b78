import type { Environment } from './environment.js';

/** How large rooms may grow. */
export class RoomsConfig {
  /** Most members of one room. */
  readonly maxMembers: number;

  constructor(env: Pick<Environment, 'PARLEY_MAX_ROOM_MEMBERS'>) {
    this.maxMembers = env.PARLEY_MAX_ROOM_MEMBERS;
  }
}
