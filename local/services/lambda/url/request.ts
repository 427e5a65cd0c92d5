import type { Principal } from '../../../runtime/principal.ts';
import type { Runtime } from '../../../runtime/runtime.ts';

/** A request to a function URL, however it came. Header names in lower case. */
export interface UrlRequest {
  readonly method: string;
  /** As received: percent-encoded, no query. */
  readonly path: string;
  /** Without the leading `?`. */
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly caller: Principal;
  readonly sourceIp: string;
}

/** Bodies of these content types reach the function as text, others in base64. */
const TEXT = /^(?:text\/|application\/(?:json|javascript|xml)\b|application\/[a-z0-9.+-]+\+(?:json|xml)\b)/i;

/** The event of payload format 2.0. */
export function urlEvent(request: UrlRequest, domainName: string, requestId: string, runtime: Runtime) {
  const { headers, body, caller } = request;
  const text = TEXT.test(headers['content-type'] ?? '');
  const cookies = headers['cookie']
    ?.split(';')
    .map((cookie) => cookie.trim())
    .filter((cookie) => cookie !== '');
  const query = queryParameters(request.query);
  const urlId = domainName.split('.')[0]!;
  const now = runtime.clock.now();
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: request.path,
    rawQueryString: request.query,
    ...(cookies && cookies.length > 0 && { cookies }),
    headers,
    ...(Object.keys(query).length > 0 && { queryStringParameters: query }),
    requestContext: {
      accountId: caller.kind === 'anonymous' ? 'anonymous' : runtime.accountId,
      apiId: urlId,
      ...authorizer(caller, runtime.accountId),
      domainName,
      domainPrefix: urlId,
      http: {
        method: request.method,
        path: request.path,
        protocol: 'HTTP/1.1',
        sourceIp: request.sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId,
      routeKey: '$default',
      stage: '$default',
      time: commonLogTime(new Date(now)),
      timeEpoch: now,
    },
    ...(body.length > 0 && { body: body.toString(text ? 'utf8' : 'base64') }),
    isBase64Encoded: body.length > 0 && !text,
  };
}

function authorizer(caller: Principal, accountId: string) {
  if (caller.kind !== 'role' && caller.kind !== 'root') return {};
  return {
    authorizer: { iam: { accountId, callerId: caller.arn, userArn: caller.arn, userId: caller.arn } },
  };
}

/** Repeated parameters are joined by commas. */
function queryParameters(query: string): Record<string, string> {
  const parameters: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(query))
    parameters[name] = Object.hasOwn(parameters, name) ? `${parameters[name]},${value}` : value;
  return parameters;
}

/** `12/Mar/2020:19:03:58 +0000` */
function commonLogTime(date: Date): string {
  const [, day, month, year, time] = /^\w+, (\d+) (\w+) (\d+) ([\d:]+)/.exec(date.toUTCString())!;
  return `${day}/${month}/${year}:${time} +0000`;
}
