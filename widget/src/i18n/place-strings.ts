/** Words of the screens around the rooms. */
export const placeStrings = {
  titles: {
    home: 'Home',
    rooms: 'Your rooms',
    discover: 'Discover',
    create: 'Create a room',
    people: 'People',
    match: 'Meet someone',
    bookmarks: 'Bookmarks',
    invite: 'Invitation',
    details: 'Details',
    pins: 'Pinned messages',
    scheduled: 'Scheduled messages',
    members: 'Members',
    addMember: 'Add people',
    invites: 'Invite links',
    sanctions: 'Banned and muted',
    roomSettings: 'Settings of the room',
    person: 'Profile',
  },
  threadIn: (room: string) => `Thread in ${room}`,
} as const;
