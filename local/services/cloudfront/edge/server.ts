import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import type { Log } from '../../../runtime/log.ts';
import type { EdgeResponse } from './edge.ts';
import { EdgeError, internalError } from './refusals.ts';
import { readViewerRequest, type ViewerRequest } from './viewer-request.ts';

export interface EdgeServer {
  /** The port that it really has, which differs from the one asked for when that was 0. */
  readonly port: number;
  close(): Promise<void>;
}

/** The CDN's own port, on loopback only. Plain HTTP: loopback stands for TLS. */
export async function listen(
  port: number,
  serve: (request: ViewerRequest) => Promise<EdgeResponse>,
  log: Log,
): Promise<EdgeServer> {
  const server = createServer((request, response) => {
    request.resume();
    answer(request, response, serve, log).catch((error: unknown) => {
      log.fault('cloudfront', error);
      response.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return { port: (server.address() as AddressInfo).port, close: () => close(server) };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  serve: (request: ViewerRequest) => Promise<EdgeResponse>,
  log: Log,
): Promise<void> {
  const { status, headers, body } = await serveOrRefuse(request, serve, log);
  if (response.destroyed || request.method === 'HEAD' || Buffer.isBuffer(body)) {
    if (!Buffer.isBuffer(body)) body.destroy();
    if (response.destroyed) return;
    const length = Buffer.isBuffer(body) && status !== 304 ? { 'content-length': String(body.length) } : {};
    response.writeHead(status, { ...length, ...headers });
    response.end(request.method === 'HEAD' ? undefined : body);
    return;
  }
  response.writeHead(status, { ...headers });
  try {
    await pipeline(body, response);
  } catch (error) {
    // A viewer that leaves, as players do at every seek, is no fault of anybody's.
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE')
      log.warn('cloudfront', `An origin broke off its answer: ${(error as Error).message}`);
  }
}

async function serveOrRefuse(
  request: IncomingMessage,
  serve: (request: ViewerRequest) => Promise<EdgeResponse>,
  log: Log,
): Promise<EdgeResponse> {
  try {
    return await serve(readViewerRequest(request));
  } catch (error) {
    if (!(error instanceof EdgeError)) log.fault('cloudfront', error);
    const refusal = error instanceof EdgeError ? error : internalError();
    const body = Buffer.from(refusal.body);
    return {
      status: refusal.status,
      headers: {
        'content-type': refusal.contentType,
        'content-length': String(body.length),
        server: 'CloudFront',
        'x-cache': 'Error from cloudfront',
      },
      body,
    };
  }
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}
