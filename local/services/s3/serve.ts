import { AwsError } from '../../runtime/errors.ts';
import { isDiskFull } from '../../runtime/full-disk.ts';
import type { S3Context } from './context.ts';
import { corsHeaders, preflightHeaders } from './cors.ts';
import { s3Error, S3Refusal } from './errors.ts';
import { listBuckets } from './operations/buckets.ts';
import type { S3Request, S3Response } from './request.ts';
import { operationFor } from './router.ts';
import { xmlError } from './xml.ts';

/** What is known of a request before its address could be read. */
type Identity = Pick<S3Request, 'method' | 'requestId'>;

/** Answers one request, errors included: never throws. `read` may, as an operation may. */
export async function serve(
  context: S3Context,
  identity: Identity,
  read: () => S3Request,
): Promise<S3Response> {
  let shared = commonHeaders(identity.requestId);
  try {
    const request = read();
    const bucket = context.buckets.get(request.bucket);
    if (bucket) shared = { ...shared, ...corsHeaders(bucket.cors, request.method, request.headers) };
    const response = await dispatch(context, request);
    const xml: Record<string, string> =
      typeof response.body === 'string' ? { 'content-type': 'application/xml' } : {};
    return { ...response, headers: { ...shared, ...xml, ...response.headers } };
  } catch (error) {
    const own = error instanceof S3Refusal ? error.headers : {};
    const headers = { ...shared, 'content-type': 'application/xml', ...own };
    return refusal(identity, asS3Error(error, context), headers);
  }
}

async function dispatch(context: S3Context, request: S3Request): Promise<S3Response> {
  const { method, headers } = request;
  if (request.bucket === '') {
    if (method !== 'GET') throw s3Error.methodNotAllowed(method, 'SERVICE');
    return listBuckets(context, request);
  }
  const bucket = context.buckets.get(request.bucket);
  if (!bucket) throw s3Error.noSuchBucket(request.bucket);
  if (method === 'OPTIONS') return { status: 200, headers: preflightHeaders(bucket.cors, headers) };
  const owner = headers['x-amz-expected-bucket-owner'];
  if (owner !== undefined && owner !== context.accountId) throw s3Error.accessDenied();
  return operationFor(request)(context, request, bucket);
}

const commonHeaders = (requestId: string): Record<string, string> => ({
  'x-amz-request-id': requestId,
  'x-amz-id-2': hostId(requestId),
  server: 'AmazonS3',
});

const hostId = (requestId: string) => Buffer.from(requestId).toString('base64');

function asS3Error(error: unknown, context: S3Context): AwsError {
  if (error instanceof AwsError) return error;
  context.log.fault('s3', error);
  if (isDiskFull(error)) return s3Error.noSpace();
  return new AwsError('InternalError', 'We encountered an internal error. Please try again.', 500);
}

function refusal(
  { method, requestId }: Identity,
  failure: AwsError,
  headers: Record<string, string>,
): S3Response {
  if (method === 'HEAD') return { status: failure.status, headers };
  const { code, message, details } = failure;
  const body = xmlError({
    Code: code,
    Message: message,
    ...details,
    RequestId: requestId,
    HostId: hostId(requestId),
  });
  return { status: failure.status, headers, body };
}
