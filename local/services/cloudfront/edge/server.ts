import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import type { Log } from '../../../runtime/log.ts';
import { newRequestId, refused, type EdgeResponse } from './edge.ts';
import { POP } from './pop.ts';
import { EdgeError, internalError } from './refusals.ts';
import { readViewerRequest, REQUEST_LIMIT, type ViewerRequest } from './viewer-request.ts';

export interface EdgeServer {
  /** The port that it really has, which differs from the one asked for when that was 0. */
  readonly port: number;
  /** Resolves when nobody is being answered, and after `limit` milliseconds in any case. */
  idle(limit: number): Promise<void>;
  close(): Promise<void>;
}

/** What a viewer asked and got, told when the last byte is out. */
export interface Served {
  readonly request: ViewerRequest;
  readonly message: IncomingMessage;
  readonly response: EdgeResponse;
  /** Bytes to the viewer, headers included. */
  readonly bytes: number;
  /** Milliseconds to the last byte, and to the first. */
  readonly took: number;
  readonly firstByte: number;
}

export interface EdgeServerOptions {
  readonly port: number;
  readonly serve: (request: ViewerRequest) => Promise<EdgeResponse>;
  readonly onServed: (served: Served) => void;
  readonly log: Log;
}

/** The CDN's own port, on loopback only. Plain HTTP: loopback stands for TLS. */
export async function listen(options: EdgeServerOptions): Promise<EdgeServer> {
  const underWay = new Set<ServerResponse>();
  const server = createServer({ maxHeaderSize: 2 * REQUEST_LIMIT }, (request, response) => {
    request.resume();
    underWay.add(response);
    response.once('close', () => underWay.delete(response));
    answer(request, response, options).catch((error: unknown) => {
      options.log.fault('cloudfront', error);
      response.destroy();
    });
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (!socket.writable) return void socket.destroy();
    const tooLarge = error.code === 'HPE_HEADER_OVERFLOW';
    socket.end(
      `HTTP/1.1 ${tooLarge ? '413 Request Entity Too Large' : '400 Bad Request'}\r\nServer: CloudFront\r\nConnection: close\r\n\r\n`,
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    async idle(limit) {
      const signal = AbortSignal.timeout(limit);
      const ended = [...underWay].map((response) => once(response, 'close', { signal }));
      // Who is not done by then is a viewer of something long.
      await Promise.allSettled(ended);
    },
    close: () => close(server),
  };
}

async function answer(
  message: IncomingMessage,
  response: ServerResponse,
  options: EdgeServerOptions,
): Promise<void> {
  const began = performance.now();
  const before = message.socket.bytesWritten;
  const { request, answered } = await serveOrRefuse(message, options);
  const { status, headers, body } = answered;
  const firstByte = performance.now() - began;
  if (request)
    response.once('close', () =>
      options.onServed({
        request,
        message,
        response: answered,
        bytes: message.socket.bytesWritten - before,
        took: performance.now() - began,
        firstByte,
      }),
    );
  if (response.destroyed || message.method === 'HEAD' || Buffer.isBuffer(body)) {
    if (!Buffer.isBuffer(body)) body.destroy();
    if (response.destroyed) return;
    const length = Buffer.isBuffer(body) && status !== 304 ? { 'content-length': String(body.length) } : {};
    response.writeHead(status, { ...length, ...headers });
    response.end(message.method === 'HEAD' ? undefined : body);
    return;
  }
  response.writeHead(status, { ...headers });
  try {
    await pipeline(body, response);
  } catch (error) {
    // A viewer that leaves, as players do at every seek, is no fault of anybody's.
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE')
      options.log.warn('cloudfront', `An origin broke off its answer: ${(error as Error).message}`);
  }
}

async function serveOrRefuse(
  message: IncomingMessage,
  { serve, log }: EdgeServerOptions,
): Promise<{ readonly request?: ViewerRequest; readonly answered: EdgeResponse }> {
  try {
    const request = readViewerRequest(message);
    return { request, answered: await serve(request) };
  } catch (error) {
    if (!(error instanceof EdgeError)) log.fault('cloudfront', error);
    const refusal = error instanceof EdgeError ? error : internalError();
    const requestId = newRequestId();
    const { status, headers, body } = refused(refusal, requestId);
    const own: Record<string, string> = {
      server: 'CloudFront',
      'x-cache': 'Error from cloudfront',
      via: '1.1 edge.cloudfront.net (CloudFront)',
      'x-amz-cf-pop': POP,
      'x-amz-cf-id': requestId,
      // What could not be read whole leaves nothing to go on with.
      ...(status === 413 && { connection: 'close' }),
    };
    return { answered: { status, headers: { ...headers, ...own }, body } };
  }
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}
