import type { ServerResponse } from 'node:http';
import type { Log } from '../log.ts';
import { errorXml } from './query.ts';
import { asAwsError, asJsonError } from './reply.ts';

/** Services that answer in XML with `<ErrorResponse>`; S3 has a shape of its own; all others speak JSON. */
const QUERY_SERVICES = new Set(['sts', 'iam', 'cloudformation', 'cloudfront']);

/** S3's names for what the signature check found. */
const S3_CODES: Readonly<Record<string, { code: string; status: number }>> = {
  InvalidClientTokenId: { code: 'InvalidAccessKeyId', status: 403 },
  ExpiredToken: { code: 'ExpiredToken', status: 400 },
  RequestExpired: { code: 'AccessDenied', status: 403 },
  IncompleteSignature: { code: 'AuthorizationHeaderMalformed', status: 400 },
  MissingAuthenticationToken: { code: 'AccessDenied', status: 403 },
};

/** Answers a request that no service saw, in the words and shape of the service it was meant for. */
export function refuse(
  response: ServerResponse,
  requestId: string,
  service: string,
  failure: unknown,
  log: Log,
): void {
  if (response.headersSent || response.destroyed) return;
  const error = asAwsError(failure, service, log);
  if (service === 's3') {
    const { code, status } = S3_CODES[error.code] ?? { code: error.code, status: error.status };
    const body =
      `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${escape(error.message)}</Message>` +
      `<RequestId>${requestId}</RequestId><HostId>${requestId}</HostId></Error>`;
    response
      .writeHead(status, { 'content-type': 'application/xml', 'access-control-allow-origin': '*' })
      .end(body);
  } else if (QUERY_SERVICES.has(service)) {
    response.writeHead(error.status, { 'content-type': 'text/xml' }).end(errorXml(error, requestId));
  } else {
    const { code, message, status } = asJsonError(error, service, log);
    response
      .writeHead(status, {
        'content-type': 'application/x-amz-json-1.1',
        'x-amzn-errortype': code,
        'x-amzn-requestid': requestId,
      })
      .end(JSON.stringify({ __type: code, message }));
  }
}

const escape = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
