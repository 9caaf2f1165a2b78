import { MAX_INTERESTS, MAX_INTEREST_LENGTH } from '../state/interests.js';
import { refusalOf } from './refusals.js';

const number = new Intl.NumberFormat('en-GB');

/** Words of the screens by which rooms and people are found. */
export const findStrings = {
  retry: 'Retry',
  signIn: 'Sign in',
  /** The server wants a pause; it goes on by itself. */
  searchWaits: 'Many searches in a short time. It goes on by itself.',
  searchGoesOn: (wait: string) => `Many searches in a short time. It goes on in ${wait}.`,
  loadingMore: 'Loading more',
  moreFailed: 'The rest did not load.',

  discover: {
    search: 'Search rooms',
    loading: 'Loading rooms',
    list: 'Rooms',
    members: (count: number) => (count === 1 ? '1 member' : `${number.format(count)} members`),
    found: (count: number, hasMore: boolean) =>
      count === 1 ? '1 room found' : `${number.format(count)}${hasMore ? ' or more' : ''} rooms found`,
    nothing: 'There are no rooms yet',
    notFound: (query: string) => `No room is called “${query}”`,
    failed: 'The rooms did not load',
    closed: 'The rooms here are for members',
    closedText: 'Sign in to see them.',
    closedSite: 'Log in to this site to see them.',
    create: 'Create a room',
  },

  create: {
    name: 'Name',
    topic: 'What it is about',
    slug: 'Address',
    optional: 'Optional',
    slugHint: 'Part of links to the room: a-z, 0-9 and hyphens.',
    who: 'Who may come in',
    public: 'Public',
    publicText: 'Everybody finds it in Discover and may join.',
    private: 'Private',
    privateText: 'Only whom you invite.',
    submit: 'Create room',
    wait: (label: string, wait: string) => `${label} in ${wait}`,
    missing: 'Give the room a name.',
    tooLong: (max: number) => `At most ${number.format(max)} characters.`,
    slugWrong: 'Use 1 to 64 of a-z, 0-9 and hyphens.',
    slugReserved: 'This address is kept for something else. Choose another one.',
    slugTaken: 'Another room has this address. Choose another one.',
    refused: { name: 'This name was not accepted.', topic: 'This text was not accepted.' },
    often: 'You made many rooms in the last hour.',
    guests: 'Rooms are made by members here.',
    forbidden: 'Rooms are made by the people who run this site.',
    needsTitle: 'To make a room, sign in first',
  },

  people: {
    search: 'Search by username',
    hint: 'Two letters of a username are enough.',
    loading: 'Searching',
    list: 'People found',
    you: 'You',
    found: (count: number, hasMore: boolean) =>
      count === 1 ? '1 person found' : `${number.format(count)}${hasMore ? ' or more' : ''} people found`,
    notFound: (query: string) => `Nobody’s username begins with “${query}”`,
    notFoundText: 'Check how it is written. Guests have no username.',
    failed: 'The search did not work',
    oneself: 'This is you. Choose somebody else.',
    gone: 'This person cannot be reached. The account may be gone.',
    presence: { online: 'Online', away: 'Away' },
    more: (name: string) => `More about ${name}`,
    block: (name: string) => `Block ${name}`,
    blockText: 'No direct messages from each other, and they are not told.',
    unblock: 'Unblock',
    unblockName: (name: string) => `Unblock ${name}`,
    blocked: 'Blocked',
    isBlocked: (name: string) => `${name} is blocked.`,
    isUnblocked: (name: string) => `${name} is not blocked any more.`,
    showMore: 'Show more',
    blockedFailed: 'Whom you blocked did not load.',
    needsTitle: 'To find people, sign in first',
  },

  match: {
    lead: 'Talk with somebody you do not know yet.',
    interests: 'Interests',
    interestsHint: 'Whoever shares one comes first. Separate them by commas.',
    add: 'Add an interest',
    remove: (interest: string) => `Remove ${interest}`,
    tooLong: `An interest has at most ${MAX_INTEREST_LENGTH} characters.`,
    tooMany: `At most ${MAX_INTERESTS} interests.`,
    whom: 'Whom to meet',
    one: 'One person',
    group: 'A group',
    size: 'How many, with you',
    start: 'Meet someone',
    startGroup: 'Meet a group',
    startIn: (label: string, wait: string) => `${label} in ${wait}`,
    often: 'That was very often in a short time.',
    starting: 'Getting ready',
    looking: 'Looking for somebody',
    lookingAlike: 'Looking for somebody who shares an interest',
    lookingGroup: (others: number) => `Looking for ${others} others`,
    crowd: (count: number) => `${count.toLocaleString('en-GB')} people looking`,
    anybody: 'Nobody shares an interest at the moment. Anybody is fine now.',
    stays: 'You may close the chat meanwhile: it goes on while this page is open.',
    offline: 'No connection. The search goes on when it is back.',
    cancel: 'Cancel',
    found: 'Found',
    left: 'You left the chat.',
    stuck: 'You are still in the chat',
    again: 'Try again',
    backToChat: 'Back to the chat',
    needsTitle: 'To meet someone, sign in first',
  },

  invite: {
    loading: 'Looking at the invitation',
    title: (room: string) => `You are invited to “${room}”`,
    titleUnnamed: 'You are invited to a room',
    text: 'Join to read and write there.',
    join: 'Join',
    joinIn: (wait: string) => `Join in ${wait}`,
    gone: 'This invitation is no longer good',
    goneText: 'It has expired, was used up, or was taken back. Ask for a new one.',
    failed: 'The invitation did not load',
    banned: 'You were banned from this room. Ask the people who run it.',
    needs: 'To join, sign in first.',
    toRooms: 'See other rooms',
  },

  /** What is missing where guests are not let in. */
  needs: { account: 'Guests are not let in here.', site: 'Log in to this site, then come back.' },
} as const;

/** Words for an error of the server. */
export const reason = (code: string): string =>
  refusalOf(code, { forbidden: 'You may not do this here. Ask the people who run this site.' });
