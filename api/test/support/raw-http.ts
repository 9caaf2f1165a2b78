import { connect } from 'node:net';

/** What came back on a connection until the server closed it. */
export interface RawHttpAnswer {
  status: number;
  /** By lower-case name. */
  headers: Record<string, string>;
  body: string;
  /** Everything, when there was more than one answer. */
  text: string;
}

/** How long the server may take to close a connection that it refuses, in milliseconds. */
const deadlineMs = 15_000;

/**
 * Sends bytes that no HTTP client would send, and waits until the server closes the connection.
 * @throws Error when it stays open
 */
export function sendRaw(url: string, ...lines: string[]): Promise<RawHttpAnswer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const connection = connect(Number(port), hostname);
    let text = '';
    const deadline = setTimeout(() => {
      connection.destroy();
      reject(new Error(`the connection stayed open after: ${text}`));
    }, deadlineMs);
    connection.setEncoding('latin1').on('data', (chunk: string) => (text += chunk));
    // A server that closes while bytes are still on their way resets the connection.
    connection.on('error', () => undefined);
    connection.on('close', () => {
      clearTimeout(deadline);
      resolve(parse(text));
    });
    connection.write(lines.join('\r\n'));
  });
}

function parse(text: string): RawHttpAnswer {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const [statusLine = '', ...fields] = head.split('\r\n');
  const headers = fields.map((line) => [
    line.split(':', 1)[0]?.toLowerCase(),
    line.slice(line.indexOf(':') + 1).trim(),
  ]);
  return {
    status: Number(statusLine.split(' ')[1] ?? 0),
    headers: Object.fromEntries(headers) as Record<string, string>,
    body: rest.join('\r\n\r\n'),
    text,
  };
}
