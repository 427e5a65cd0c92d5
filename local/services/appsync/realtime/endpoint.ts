import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { refuseUpgrade } from '../http/refusals.ts';
import { serveConnection, type ConnectionOptions } from './connection.ts';
import { SUBPROTOCOL } from './handshake.ts';

/** Largest message of a client, in bytes. */
const LARGEST_MESSAGE = 256 * 1024;

/** `/realtime` below the path of an API: takes sockets over from the web port. */
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
      if (path !== `${options.path}/realtime`) return refuseUpgrade(request, socket, head);
      if (!offered.includes(SUBPROTOCOL)) return refuseUpgrade(request, socket, head, '400 Bad Request');
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
