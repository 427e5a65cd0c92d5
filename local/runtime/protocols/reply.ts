import { AwsError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { AwsCall } from '../service.ts';

/** Writes a whole response. Does nothing when the caller has already gone. */
export function reply(call: AwsCall, status: number, contentType: string, body: string | Buffer): void {
  if (call.response.headersSent || call.response.destroyed) return;
  call.response.writeHead(status, {
    'content-type': contentType,
    'content-length': Buffer.byteLength(body),
    'x-amzn-requestid': call.requestId,
  });
  call.response.end(body);
}

/** Any thrown thing as an `AwsError`: what is not one is our fault, logged whole and told to nobody. */
export function asAwsError(error: unknown, service: string, log: Log): AwsError {
  if (error instanceof AwsError) return error;
  log.fault(service, error);
  return new AwsError(
    'InternalFailure',
    'The request processing has failed because of an internal error.',
    500,
  );
}

/** The same for the JSON protocols, where IAM's refusal is an `AccessDeniedException` with status 400. */
export function asJsonError(error: unknown, service: string, log: Log): AwsError {
  const failure = asAwsError(error, service, log);
  return failure.code === 'AccessDenied'
    ? new AwsError('AccessDeniedException', failure.message, 400)
    : failure;
}
