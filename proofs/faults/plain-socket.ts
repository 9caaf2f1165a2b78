import { io, type Socket } from 'socket.io-client';

/** A socket that stays as it is until it is cut, and does not come back. @throws Error when it is refused */
export async function plainSocket(url: string, key: string, token: string): Promise<Socket> {
  const socket = io(url, { auth: { key, token }, transports: ['websocket'], forceNew: true, reconnection: false });
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('connect_error', reject));
  return socket;
}
