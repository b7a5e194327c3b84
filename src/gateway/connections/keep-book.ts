import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

import {
  type ConnectionBook,
  type ConnectionCaps,
  createConnectionBook,
} from './connection-book.ts';
import { sourceOf } from './source-of.ts';

/** Keeps the book of a server's connections, and closes those that it names. */
export function keepBook(server: Server, caps: ConnectionCaps): ConnectionBook<Socket> {
  const underWay = new Map<Socket, Set<IncomingMessage>>();
  const isArriving = (socket: Socket) =>
    [...(underWay.get(socket) ?? [])].every((request) => !request.complete);
  const book = createConnectionBook(caps, isArriving);

  server.on('connection', (socket: Socket) => {
    const closing = book.enter(socket, sourceOf(socket.remoteAddress));
    socket.once('close', () => {
      book.leave(socket);
      underWay.delete(socket);
    });
    closing?.destroy();
  });
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    const requests = underWay.get(socket) ?? new Set();
    // A client may send the next request before it has its answer.
    underWay.set(socket, requests.add(request));
    book.note(socket, 'asking');
    response.once('close', () => {
      requests.delete(request);
      if (requests.size === 0) book.note(socket, 'resting');
    });
  });
  return book;
}
