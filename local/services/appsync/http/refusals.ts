import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** At the address of an API that is no more. */
export function refuseHttp(request: IncomingMessage, response: ServerResponse): void {
  const text = JSON.stringify({ errors: [{ errorType: 'NotFoundException', message: 'Not Found' }] });
  response.writeHead(404, {
    'access-control-allow-origin': '*',
    'content-type': 'application/json;charset=UTF-8',
    'content-length': Buffer.byteLength(text),
    'x-amzn-errortype': 'NotFoundException',
  });
  response.end(text);
  request.resume();
}

/** An upgrade that does not come about. */
export function refuseUpgrade(
  _request: IncomingMessage,
  socket: Duplex,
  _head: Buffer,
  status = '404 Not Found',
): void {
  // An upgrade's socket has no other listener: without one its error would end the process.
  socket.on('error', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
