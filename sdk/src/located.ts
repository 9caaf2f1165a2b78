/** Fields under which an answer or an event has people and rooms, and lists of what has them. */
const places = ['user', 'room', 'users', 'changes', 'items', 'peer'];

/**
 * Gives the pictures of people and rooms whole addresses: those that were uploaded are told from the server's own on.
 * @param answer parsed JSON that nobody else holds yet; it is changed in place
 * @param baseUrl the server's address without a trailing slash
 */
export function located<T>(answer: T, baseUrl: string): T {
  if (Array.isArray(answer)) for (const item of answer) located(item, baseUrl);
  else if (answer && typeof answer === 'object') {
    const fields = answer as Record<string, unknown>;
    const { avatarUrl } = fields;
    if (typeof avatarUrl === 'string' && avatarUrl[0] === '/') fields.avatarUrl = baseUrl + avatarUrl;
    for (const place of places) located(fields[place], baseUrl);
  }
  return answer;
}
