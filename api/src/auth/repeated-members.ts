/** What matters of a JSON text: its strings, and what stands between them. */
const tokens = /"(?:[^"\\]|\\.)*"|[{}[\]:,]/gs;

/**
 * Whether an object in it has two members of one name: one reader takes the first of them, another the last.
 * @param text JSON that parses
 */
export function hasRepeatedMember(text: string): boolean {
  /** The names seen in each object around here; `null` for a list. */
  const around: (Set<string> | null)[] = [];
  let last = '';
  for (const [token] of text.matchAll(tokens)) {
    if (token === '{') around.push(new Set());
    else if (token === '[') around.push(null);
    else if (token === '}' || token === ']') around.pop();
    else if (token === ':') {
      const names = around.at(-1);
      // A name can be written in several ways.
      const name = JSON.parse(last) as string;
      if (names?.has(name)) return true;
      names?.add(name);
    }
    last = token;
  }
  return false;
}
