import { Initial1763700000000 } from './1763700000000-Initial.js';
import { WriteMessages1763710000000 } from './1763710000000-WriteMessages.js';
import { WriteBatches1764310000000 } from './1764310000000-WriteBatches.js';
import { RecentRevocations1764320000000 } from './1764320000000-RecentRevocations.js';
import { WriteToOneRoom1764330000000 } from './1764330000000-WriteToOneRoom.js';
import { MailsAndJobs1764410000000 } from './1764410000000-MailsAndJobs.js';
import { SessionsAndDepartures1764420000000 } from './1764420000000-SessionsAndDepartures.js';
import { TenantSignedUsers1764430000000 } from './1764430000000-TenantSignedUsers.js';
import { Avatars1764440000000 } from './1764440000000-Avatars.js';
import { UnconfirmedAddresses1764450000000 } from './1764450000000-UnconfirmedAddresses.js';
import { VouchedSessions1764451000000 } from './1764451000000-VouchedSessions.js';
import { Sweep1764460000000 } from './1764460000000-Sweep.js';
import { MergedGuests1764470000000 } from './1764470000000-MergedGuests.js';
import { UnusedMailIndex1764480000000 } from './1764480000000-UnusedMailIndex.js';
import { RoomRules1764500000000 } from './1764500000000-RoomRules.js';
import { WriteByRules1764510000000 } from './1764510000000-WriteByRules.js';
import { WriteReads1764520000000 } from './1764520000000-WriteReads.js';
import { DirectRooms1764530000000 } from './1764530000000-DirectRooms.js';
import { Invites1764530500000 } from './1764530500000-Invites.js';
import { RoomSearch1764531000000 } from './1764531000000-RoomSearch.js';
import { RoomPictures1764531500000 } from './1764531500000-RoomPictures.js';
import { Matches1764540000000 } from './1764540000000-Matches.js';
import { Presence1764541000000 } from './1764541000000-Presence.js';
import { MemberSearch1764542000000 } from './1764542000000-MemberSearch.js';
import { LeanWrites1764550000000 } from './1764550000000-LeanWrites.js';
import { RoomBounds1764900000000 } from './1764900000000-RoomBounds.js';
import { ListedRooms1764900000001 } from './1764900000001-ListedRooms.js';
import { LeftTickets1764900000002 } from './1764900000002-LeftTickets.js';
import { MessageVersions1765100000000 } from './1765100000000-MessageVersions.js';
import { Reactions1765100000001 } from './1765100000001-Reactions.js';
import { Pins1765100000002 } from './1765100000002-Pins.js';
import { Reports1765200000000 } from './1765200000000-Reports.js';
import { RoomMentions1765290000000 } from './1765290000000-RoomMentions.js';
import { Bookmarks1765300000000 } from './1765300000000-Bookmarks.js';
import { SystemMessages1765310000000 } from './1765310000000-SystemMessages.js';
import { ScheduledMessages1765320000000 } from './1765320000000-ScheduledMessages.js';
import { Streams1765340000000 } from './1765340000000-Streams.js';
import { Threads1765350000000 } from './1765350000000-Threads.js';
import { EncryptedMessages1765450000000 } from './1765450000000-EncryptedMessages.js';
import { SeatsBeforeMentions1765500000000 } from './1765500000000-SeatsBeforeMentions.js';
import { KnownAuthors1765600000000 } from './1765600000000-KnownAuthors.js';

/** Every migration, oldest first; only added to, never edited once merged. */
export const migrations = [
  Initial1763700000000,
  WriteMessages1763710000000,
  WriteBatches1764310000000,
  RecentRevocations1764320000000,
  WriteToOneRoom1764330000000,
  MailsAndJobs1764410000000,
  SessionsAndDepartures1764420000000,
  TenantSignedUsers1764430000000,
  Avatars1764440000000,
  UnconfirmedAddresses1764450000000,
  VouchedSessions1764451000000,
  Sweep1764460000000,
  MergedGuests1764470000000,
  UnusedMailIndex1764480000000,
  RoomRules1764500000000,
  WriteByRules1764510000000,
  WriteReads1764520000000,
  DirectRooms1764530000000,
  Invites1764530500000,
  RoomSearch1764531000000,
  RoomPictures1764531500000,
  Matches1764540000000,
  Presence1764541000000,
  MemberSearch1764542000000,
  LeanWrites1764550000000,
  RoomBounds1764900000000,
  ListedRooms1764900000001,
  LeftTickets1764900000002,
  MessageVersions1765100000000,
  Reactions1765100000001,
  Pins1765100000002,
  Reports1765200000000,
  RoomMentions1765290000000,
  Bookmarks1765300000000,
  SystemMessages1765310000000,
  ScheduledMessages1765320000000,
  Streams1765340000000,
  Threads1765350000000,
  EncryptedMessages1765450000000,
  SeatsBeforeMentions1765500000000,
  KnownAuthors1765600000000,
] as const;
