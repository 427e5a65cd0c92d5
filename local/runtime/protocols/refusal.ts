import { AwsError } from '../errors.ts';
import type { Log } from '../log.ts';
import { isForm } from '../meant-service.ts';
import type { AwsCall } from '../service.ts';
import { refuseJson } from './json.ts';
import { NAMESPACES, refuseQuery } from './query.ts';
import { asAwsError, asJsonError, asRestError, commonType, reply } from './reply.ts';
import { refuseRest } from './rest.ts';

/** What is known of a request that no service saw. */
export type Refused = Pick<AwsCall, 'service' | 'headers' | 'requestId' | 'response'>;

const JSON_1_0: ReadonlySet<string> = new Set(['dynamodb', 'sqs']);
const REST_JSON: ReadonlySet<string> = new Set(['appsync', 'lambda', 'mediaconvert', 'scheduler']);

/** S3's names and words for what the signature check found. */
const S3_REFUSALS: Readonly<Record<string, { code: string; status: number; message?: string }>> = {
  InvalidClientTokenId: {
    ...{ code: 'InvalidAccessKeyId', status: 403 },
    message: 'The AWS Access Key Id you provided does not exist in our records.',
  },
  ExpiredToken: { code: 'ExpiredToken', status: 400, message: 'The provided token has expired.' },
  RequestExpired: { code: 'AccessDenied', status: 403 },
  RequestTimeTooSkewed: {
    ...{ code: 'RequestTimeTooSkewed', status: 403 },
    message: 'The difference between the request time and the current time is too large.',
  },
  IncompleteSignature: { code: 'AuthorizationHeaderMalformed', status: 400 },
  MissingAuthenticationToken: { code: 'AccessDenied', status: 403, message: 'Access Denied' },
};

/** A presigned URL has no such header. */
const PRESIGNED_S3_REFUSALS: typeof S3_REFUSALS = {
  ...S3_REFUSALS,
  IncompleteSignature: { code: 'AuthorizationQueryParametersError', status: 400 },
};

/** The Query protocol has one name for every signature that is not good, an old one included. */
const QUERY_CODES: Readonly<Record<string, string>> = {
  RequestExpired: 'SignatureDoesNotMatch',
  RequestTimeTooSkewed: 'SignatureDoesNotMatch',
};

/** Answers a request that no service saw, in the words and shape of the service it was meant for. */
export function refuse(call: Refused, failure: unknown, log: Log): void {
  const { service, headers, response } = call;
  if (response.headersSent || response.destroyed) return;
  if (service === 's3') return refuseS3(call, asAwsError(failure, service, log));
  if (Object.hasOwn(NAMESPACES, service) || isForm(headers)) {
    const { code, message, status } = asAwsError(failure, service, log);
    const namespace = NAMESPACES[service as keyof typeof NAMESPACES] ?? NAMESPACES.sts;
    return refuseQuery(call, new AwsError(QUERY_CODES[code] ?? code, message, status), namespace);
  }
  if (REST_JSON.has(service)) return refuseRest(call, asRestError(failure, service, log));
  const error = asJsonError(failure, service, log);
  const isOld = JSON_1_0.has(service);
  refuseJson(call, error, {
    contentType: `application/x-amz-json-${isOld ? '1.0' : '1.1'}`,
    type: isOld ? commonType(error.code) : error.code,
  });
}

function refuseS3(call: Refused, error: AwsError): void {
  const refusals = call.headers['authorization'] === undefined ? PRESIGNED_S3_REFUSALS : S3_REFUSALS;
  const { code, status, message = error.message } = refusals[error.code] ?? error;
  const hostId = Buffer.from(call.requestId).toString('base64');
  call.response.setHeader('x-amz-request-id', call.requestId).setHeader('x-amz-id-2', hostId);
  // The page that uploads reads why it may not.
  call.response.setHeader('access-control-allow-origin', '*');
  const body =
    `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${escape(message)}</Message>` +
    `<RequestId>${call.requestId}</RequestId><HostId>${hostId}</HostId></Error>`;
  reply(call, status, 'application/xml', body);
}

const escape = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
