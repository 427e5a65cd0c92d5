import { pipeline } from 'node:stream/promises';
import type { Readable } from 'node:stream';
import type { AwsCall } from '../../runtime/service.ts';
import { readClaim, unsignedHeaders } from '../../runtime/sigv4.ts';
import { s3Error } from './errors.ts';
import { addressOf, effectiveHeaders, type S3Request, type S3Response } from './request.ts';

/** A call on the AWS port as an S3 request. Throws `InvalidURI`, `KeyTooLongError` and `AccessDenied`. */
export function fromCall(call: AwsCall, isBucket: (name: string) => boolean): S3Request {
  checkAllSigned(call);
  return {
    method: call.method,
    ...addressOf(call.headers['host'] ?? '', call.path, isBucket),
    query: call.query,
    headers: effectiveHeaders(call.headers, call.query),
    caller: call.caller,
    requestId: call.requestId,
    sourceIp: call.request.socket.remoteAddress ?? '127.0.0.1',
    body: call.request,
  };
}

/**
 * Whoever holds a signed request must not give it another body, nor add headers that change what it does: with
 * `x-amz-copy-source` an upload would become a copy by the signer's rights.
 */
function checkAllSigned({ method, path, query, headers }: AwsCall): void {
  const claim = readClaim({ method, path, query: query.toString(), headers });
  if (!claim) return;
  // Without it the signature would say nothing of the body.
  if (claim.expiresIn === undefined && headers['x-amz-content-sha256'] === undefined)
    throw s3Error.invalidRequest('Missing required header for this request: x-amz-content-sha256');
  const unsigned = unsignedHeaders(headers, claim);
  if (unsigned.length > 0) throw s3Error.headersNotSigned(unsigned);
}

/** Writes an answer. A caller who leaves in the middle is nobody's fault. */
export async function writeResponse(
  call: AwsCall,
  { status, headers = {}, body }: S3Response,
): Promise<void> {
  const { request, response } = call;
  if (typeof body === 'object') {
    response.writeHead(status, headers);
    await pipeline(body, response).catch((error: unknown) => passOver(error, body));
  } else {
    const length = hasBody(call.method, status)
      ? { 'content-length': String(Buffer.byteLength(body ?? '')) }
      : {};
    response.writeHead(status, { ...length, ...headers });
    response.end(body);
  }
  // What a refused caller still sends must be read, or its answer never reaches it.
  if (!request.readableEnded) request.resume();
}

const hasBody = (method: string, status: number) => method !== 'HEAD' && status !== 204 && status !== 304;

/** Only a failing disk is worth an alarm; it shows on the file itself. */
function passOver(error: unknown, body: Readable): void {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ECONNRESET' || code === 'EPIPE') return;
  if (body.errored) throw error;
}
