import type { Readable, Writable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import type { Credentials } from '../../../runtime/credentials.ts';
import { s3Error } from '../errors.ts';
import type { S3Request } from '../request.ts';
import { AwsChunkedDecoder } from './aws-chunked.ts';
import { BodySink, type Target } from './body-sink.ts';
import { createChunkVerifier } from './chunk-signatures.ts';
import { declaredDigests, type Verified } from './declared-digests.ts';
import { MAX_PUT_BYTES } from './limits.ts';

export interface Received extends Verified {
  readonly size: number;
}

/** What reading a body needs beside it: the keys that its chunks may be signed with. */
interface Means {
  readonly credentials: Credentials;
}

/** Writes a body to a file, checking all that the request says of it. Flat memory, whatever its size. */
export function receiveFile(
  request: S3Request,
  open: () => Promise<Target>,
  means: Means,
  checksumAlgorithm?: string,
): Promise<Received> {
  return receive(request, open, MAX_PUT_BYTES, means, checksumAlgorithm);
}

/** A small body (an XML document) as text, checked in the same way. */
export async function receiveText(request: S3Request, limit: number, means: Means): Promise<string> {
  const bytes: Buffer[] = [];
  const target: Target = {
    write: async (block) => void bytes.push(Buffer.from(block)),
    close: async () => {},
  };
  await receive(request, async () => target, limit, means);
  return Buffer.concat(bytes).toString('utf8');
}

/**
 * Sends an incoming body through streams. Unlike a bare `pipeline`, a failure leaves the body itself alone:
 * destroying it would cut the connection, and the caller would never read why it was refused.
 */
export async function pipeBody(body: Readable, first: Writable, last: Writable = first): Promise<void> {
  const breakOff = () => {
    if (!body.readableEnded) first.destroy(s3Error.incompleteBody());
  };
  body.on('error', breakOff);
  body.on('close', breakOff);
  if (body.destroyed) breakOff();
  try {
    body.pipe(first);
    await (first === last
      ? finished(first, { readable: false })
      : pipeline(first as Writable & Readable, last));
  } finally {
    body.unpipe(first);
    body.off('error', breakOff);
    body.off('close', breakOff);
  }
}

async function receive(
  request: S3Request,
  open: () => Promise<Target>,
  limit: number,
  { credentials }: Means,
  checksumAlgorithm?: string,
): Promise<Received> {
  const { headers } = request;
  const kind = headers['x-amz-content-sha256'] ?? 'UNSIGNED-PAYLOAD';
  const decoder = chunkedDecoder(kind, headers, credentials);
  const expected = declaredLength(headers, decoder !== undefined, limit);

  const declared = declaredDigests(headers, checksumAlgorithm);
  const target = await open();
  const { algorithms } = declared;
  // What comes from the decoder are views on pieces that it still reads.
  const releasing = decoder === undefined;
  const sink = new BodySink({ target, algorithms, limit, beyond: 'fail', expected, releasing });
  await pipeBody(request.body, decoder ?? sink, sink);

  if (expected !== sink.size) throw s3Error.incompleteBody();
  return { size: sink.size, ...declared.verify(sink.digests, decoder?.trailers) };
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

/** Throws `MissingContentLength` and `EntityTooLarge`. */
function declaredLength(headers: S3Request['headers'], chunked: boolean, limit: number): number {
  const length = headers[chunked ? 'x-amz-decoded-content-length' : 'content-length'];
  if (length === undefined || !/^\d+$/.test(length)) throw s3Error.missingContentLength();
  if (Number(length) > limit) throw s3Error.entityTooLarge(Number(length), limit);
  return Number(length);
}
