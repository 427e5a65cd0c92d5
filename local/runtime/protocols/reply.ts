import { AwsError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { AwsCall } from '../service.ts';

/** What is needed of a call to answer it. */
export type Answerable = Pick<AwsCall, 'requestId' | 'response'>;

/** Writes a whole response. Does nothing when the caller has already gone. */
export function reply(call: Answerable, status: number, contentType: string, body: string | Buffer): void {
  if (call.response.headersSent || call.response.destroyed) return;
  call.response.writeHead(status, {
    'content-type': contentType,
    'content-length': Buffer.byteLength(body),
    'x-amzn-requestid': call.requestId,
  });
  call.response.end(body);
}

/**
 * Any thrown thing as an `AwsError`: what is not one is our fault, logged whole and told to nobody.
 *
 * @param internalError what the service calls a failure of its own; its SDK may know no `InternalFailure`
 */
export function asAwsError(
  error: unknown,
  service: string,
  log: Log,
  internalError = 'InternalFailure',
): AwsError {
  if (error instanceof AwsError) return error;
  log.fault(service, error);
  return new AwsError(internalError, 'The request processing has failed because of an internal error.', 500);
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

/** Errors that no service made: they have a namespace of their own where errors have one. */
const COMMON_CODES: ReadonlySet<string> = new Set([
  ...Object.values(JSON_CODES),
  ...['RequestEntityTooLarge', 'SerializationException', 'UnknownOperationException'],
]);
export const commonType = (code: string): string =>
  COMMON_CODES.has(code) ? `com.amazon.coral.service#${code}` : code;

/** The same in the words of the JSON protocols. */
export function asRestError(...failed: Parameters<typeof asAwsError>): AwsError {
  const failure = asAwsError(...failed);
  const code = JSON_CODES[failure.code];
  return code ? new AwsError(code, failure.message, failure.status) : failure;
}

/** As `asRestError`, for those protocols where a refusal of the caller has status 400. */
export function asJsonError(...failed: Parameters<typeof asRestError>): AwsError {
  const failure = asRestError(...failed);
  return failure.status === 403 ? new AwsError(failure.code, failure.message, 400) : failure;
}
