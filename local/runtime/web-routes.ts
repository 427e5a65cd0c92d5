import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebHandler, WebRoutes } from './runtime.ts';

/** The web port's side of the routes: hands each request to the handler of its longest prefix. */
export interface WebRouter {
  http(request: IncomingMessage, response: ServerResponse): void;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

export function createWebRoutes(): WebRoutes & WebRouter {
  const routes: { prefix: string; handler: WebHandler }[] = [];
  const find = (url: string | undefined) => {
    const path = (url ?? '/').split('?')[0]!;
    return routes.find(
      ({ prefix }) => path === prefix || path.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`),
    )?.handler;
  };
  return {
    route(prefix, handler) {
      routes.push({ prefix, handler });
      routes.sort((a, b) => b.prefix.length - a.prefix.length);
    },
    http(request, response) {
      const handler = find(request.url);
      if (handler) handler.http(request, response);
      else
        response.writeHead(404, { 'content-type': 'text/plain' }).end('Nothing is served at this address.\n');
    },
    upgrade(request, socket, head) {
      // A client that is gone before its answer must not end the process.
      socket.on('error', () => socket.destroy());
      const handler = find(request.url);
      if (handler?.upgrade) handler.upgrade(request, socket, head);
      else socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
    },
  };
}
