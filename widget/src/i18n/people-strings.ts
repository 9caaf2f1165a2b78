/** Words about people in a room: how far a message came, who types, who is here. */
export const peopleStrings = {
  sent: 'Sent',
  read: 'Read',
  readBy: (count: number) => `Read by ${count}`,
  typingOne: (name: string) => `${name} is typing`,
  typingTwo: (one: string, other: string) => `${one} and ${other} are typing`,
  typingMany: (name: string, others: number) => `${name} and ${others} others are typing`,
  stranger: 'Stranger',
  over: 'This chat is over',
  nothing: 'Nobody wrote anything',
  online: 'Online',
  away: 'Away',
  seenAt: (time: string) => `Last seen at ${time}`,
  seenJustNow: 'Last seen just now',
  seenYesterday: 'Last seen yesterday',
  seenOn: (day: string) => `Last seen on ${day}`,
} as const;
