import { Injectable } from '@nestjs/common';
import { Histogram } from 'prom-client';

/**
 * What this node has done so far: plain numbers, so that counting costs next to nothing where most is done. They become
 * metrics when somebody asks.
 */
@Injectable()
export class Counts {
  /** Sends that were taken into the queue, whatever became of them. */
  sends = 0;
  /** Frames to the readers of a room. */
  frames = 0;
  /** To how many sockets these went, all together. */
  deliveries = 0;
  /** Times that what was missing between two frames was read from the log. */
  gaps = 0;
  /** Rooms whose log was ahead of this node when heads were compared: by what is on its way, or was lost. */
  headsBehind = 0;
  /** How many messages a commit carries; observed once for each commit. */
  readonly commits = new Histogram({
    name: 'parley_commit_messages',
    help: 'Messages of a commit',
    buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500],
    registers: [],
  });
}
