import { Readable } from 'node:stream';
import type { Origin } from '../../runtime/runtime.ts';
import type { S3Context } from './context.ts';
import { s3Error } from './errors.ts';
import { objectKey } from './request.ts';
import { serve } from './serve.ts';

/** A bucket as the CDN sees it: its objects can be read, and nothing else. */
export function bucketOrigin(context: S3Context, bucket: string, newRequestId: () => string): Origin {
  return async ({ method, path, query, headers, caller }) => {
    const requestId = newRequestId();
    const response = await serve(context, { method, requestId }, () => {
      if (!['GET', 'HEAD', 'OPTIONS'].includes(method)) throw s3Error.methodNotAllowed(method, 'OBJECT');
      return {
        method,
        bucket,
        key: objectKey(path.slice(1)),
        query: new URLSearchParams(query),
        headers,
        caller,
        requestId,
        sourceIp: '127.0.0.1',
        body: Readable.from([]),
      };
    });
    const { status, headers: answered = {}, body = '' } = response;
    if (typeof body !== 'string') return { status, headers: answered, body };
    const length: Record<string, string> =
      method === 'HEAD' || status === 304 ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    return {
      status,
      headers: { ...length, ...answered },
      body: Readable.from(body === '' ? [] : [Buffer.from(body)]),
    };
  };
}
