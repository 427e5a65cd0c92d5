import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { serveConnection, type ConnectionOptions } from './connection.ts';
import { SUBPROTOCOL } from './handshake.ts';

/** Largest message of a client, in bytes. */
const LARGEST_MESSAGE = 256 * 1024;

/** `/graphql/realtime`: takes sockets over from the web port. */
export function createRealtimeEndpoint(options: ConnectionOptions) {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: LARGEST_MESSAGE,
    // Never the second one, `header-…`: that carries the credentials.
    handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
  });
  return {
    upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
      const path = (request.url ?? '').split('?')[0];
      const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
      if (path !== '/graphql/realtime') return refuse(socket, '404 Not Found');
      if (!offered.includes(SUBPROTOCOL)) return refuse(socket, '400 Bad Request');
      server.handleUpgrade(request, socket, head, (websocket) =>
        serveConnection(websocket, request, options),
      );
    },
    stop(): void {
      for (const client of server.clients) client.close(1001, 'Going away');
      server.close();
    },
  };
}

function refuse(socket: Duplex, status: string): void {
  // An upgrade's socket has no other listener: without one its error would end the process.
  socket.on('error', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
