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

/** What the JSON protocols call an error that the other protocols know by another name. */
const JSON_CODES: Readonly<Record<string, string>> = {
  AccessDenied: 'AccessDeniedException',
  ExpiredToken: 'ExpiredTokenException',
  IncompleteSignature: 'IncompleteSignatureException',
  InvalidClientTokenId: 'UnrecognizedClientException',
  MissingAuthenticationToken: 'MissingAuthenticationTokenException',
  RequestExpired: 'InvalidSignatureException',
  RequestTimeTooSkewed: 'InvalidSignatureException',
  SignatureDoesNotMatch: 'InvalidSignatureException',
};

/**
 * The same in the words of the JSON protocols, where a refusal has status 400.
 *
 * @param internalError what the service calls a failure of its own; its SDK may know no `InternalFailure`
 */
export function asJsonError(
  error: unknown,
  service: string,
  log: Log,
  internalError = 'InternalFailure',
): AwsError {
  const failure = asAwsError(error, service, log);
  if (failure.code === 'InternalFailure') return new AwsError(internalError, failure.message, failure.status);
  const code = JSON_CODES[failure.code];
  return code ? new AwsError(code, failure.message, 400) : failure;
}
