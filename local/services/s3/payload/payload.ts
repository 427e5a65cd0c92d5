import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Credentials } from '../../../runtime/credentials.ts';
import { s3Error } from '../errors.ts';
import type { S3Request } from '../request.ts';
import { AwsChunkedDecoder } from './aws-chunked.ts';
import { createChunkVerifier } from './chunk-signatures.ts';
import { declaredDigests, type Verified } from './declared-digests.ts';
import { Meter } from './meter.ts';

/** A single request's body: 5 GiB. */
export const MAX_PUT_BYTES = 5 * 1024 ** 3;

export interface Received extends Verified {
  readonly size: number;
}

/** Streams a body to a file, checking all that the request says of it. Flat memory, whatever its size. */
export function receiveFile(
  request: S3Request,
  open: () => Promise<Writable>,
  credentials: Credentials,
): Promise<Received> {
  return receive(request, open, MAX_PUT_BYTES, credentials);
}

/** A small body (an XML document) as text, checked in the same way. */
export async function receiveText(
  request: S3Request,
  limit: number,
  credentials: Credentials,
): Promise<string> {
  const chunks: Buffer[] = [];
  const sink = new Writable({
    write(chunk: Buffer, _encoding, callback) {
      chunks.push(chunk);
      callback();
    },
  });
  await receive(request, () => sink, limit, credentials);
  return Buffer.concat(chunks).toString('utf8');
}

/**
 * Pipes an incoming body. Unlike a bare `pipeline`, a failure leaves the body itself alone: destroying
 * it would cut the connection, and the caller would never read why it was refused.
 */
export async function pipeBody(body: Readable, ...through: NodeJS.WritableStream[]): Promise<void> {
  const source = Readable.from(body.iterator({ destroyOnReturn: false }), { objectMode: false });
  try {
    await pipeline([source, ...through]);
  } catch (error) {
    // The caller went away in the middle: nobody is left to read this.
    if (body.errored) throw s3Error.incompleteBody();
    throw error;
  }
}

async function receive(
  request: S3Request,
  open: () => Writable | Promise<Writable>,
  limit: number,
  credentials: Credentials,
): Promise<Received> {
  const { headers } = request;
  const kind = headers['x-amz-content-sha256'] ?? 'UNSIGNED-PAYLOAD';
  const decoder = chunkedDecoder(kind, headers, credentials);
  checkDeclaredLength(headers, decoder !== undefined, limit);

  const declared = declaredDigests(headers);
  const meter = new Meter(declared.algorithms, limit);

  await pipeBody(request.body, ...(decoder ? [decoder, meter] : [meter]), await open());

  const decoded = headers['x-amz-decoded-content-length'];
  if (decoder && decoded !== undefined && Number(decoded) !== meter.size) throw s3Error.incompleteBody();
  return { size: meter.size, ...declared.verify(await meter.digests(), decoder?.trailers) };
}

function chunkedDecoder(kind: string, headers: S3Request['headers'], credentials: Credentials) {
  switch (kind) {
    case 'STREAMING-UNSIGNED-PAYLOAD-TRAILER':
      return new AwsChunkedDecoder();
    case 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD':
    case 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER':
      return new AwsChunkedDecoder(createChunkVerifier(headers, credentials, kind.endsWith('-TRAILER')));
    default:
      if (kind.startsWith('STREAMING-')) throw s3Error.notImplemented('x-amz-content-sha256');
      return undefined;
  }
}

function checkDeclaredLength(headers: S3Request['headers'], chunked: boolean, limit: number): void {
  const length = headers[chunked ? 'x-amz-decoded-content-length' : 'content-length'];
  if (length === undefined) throw s3Error.missingContentLength();
  if (Number(length) > limit) throw s3Error.entityTooLarge(Number(length), limit);
}
