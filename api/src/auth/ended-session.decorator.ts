import { SetMetadata } from '@nestjs/common';

/** Metadata key of `AllowEndedSession`. */
export const endedSessionKey = 'parley:ended-session';

/** Lets a token through whose session is over: for what may be asked twice, and ends it. */
export const AllowEndedSession = () => SetMetadata(endedSessionKey, true);
