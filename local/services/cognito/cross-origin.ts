import type { AwsCall } from '../../runtime/service.ts';

const EXPOSED = 'x-amzn-requestid, x-amzn-errortype, x-amzn-errormessage, date';

/** Browsers call Cognito from any page: its answers say so. */
export function allowOrigins(call: AwsCall): void {
  call.response.setHeader('access-control-allow-origin', '*');
  call.response.setHeader('access-control-expose-headers', EXPOSED);
}

/** Answers the question that a browser asks before the call itself. */
export function preflight(call: AwsCall): void {
  call.response
    .writeHead(200, {
      'access-control-allow-headers': call.headers['access-control-request-headers'] ?? '*',
      'access-control-allow-methods': 'POST, GET, OPTIONS',
      'access-control-max-age': '172800',
      'content-length': '0',
    })
    .end();
}
