import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import { findBehavior, type Behavior } from '../config/behavior.ts';
import type { Distribution } from '../config/distribution.ts';
import { isSigningParameter } from '../grants/credential.ts';
import { verifyGrant } from '../grants/verify.ts';
import { applyResponseHeaders } from '../policies/apply.ts';
import { fetchThroughCache, type FetchContext, type Fetched } from './fetch.ts';
import type { Sender } from './origin-request.ts';
import { disabled, methodNotAllowed, unknownHost } from './refusals.ts';
import type { ViewerRequest } from './viewer-request.ts';

export interface EdgeContext extends FetchContext {
  readonly accountId: string;
  /** Host names that the distribution answers to, in lower case and with their port. */
  readonly hosts: readonly string[];
}

export interface EdgeResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readable | Buffer;
}

/** One viewer's request, step by step. Throws an `EdgeError` where CloudFront answers by itself. */
export async function serve(context: EdgeContext, request: ViewerRequest): Promise<EdgeResponse> {
  const { distribution, clock } = context;
  checkHost(context, request);
  const viewer = withRootObject(distribution, request);
  const behavior = findBehavior(distribution.behaviors, viewer.path);
  if (!behavior.allowedMethods.includes(viewer.method)) throw methodNotAllowed();
  if (behavior.trustedKeys) verifyGrant(request, behavior.trustedKeys, clock.now());

  const sender = createSender(context);
  const fetched = await fetchThroughCache(context, behavior, withoutGrant(behavior, viewer), sender);
  const response = await withErrorPage(context, fetched, viewer, sender);
  const headers = applyResponseHeaders(
    behavior.responseHeadersPolicy,
    viewer.method,
    viewer.headers,
    response.headers,
  );
  return {
    status: response.status,
    headers: {
      ...headers,
      'x-cache': response.status >= 400 ? 'Error from cloudfront' : `${response.from} from cloudfront`,
      via: sender.via,
      'x-amz-cf-id': sender.requestId,
    },
    body: response.body,
  };
}

/** A page elsewhere must not reach the distribution under a name of its own. */
function checkHost({ distribution, hosts }: EdgeContext, { host }: ViewerRequest): void {
  if (!hosts.includes(host) && !distribution.aliases.includes(host)) throw unknownHost();
  if (!distribution.enabled) throw disabled();
}

function withRootObject({ defaultRootObject }: Distribution, request: ViewerRequest): ViewerRequest {
  return request.path === '/' && defaultRootObject ? { ...request, path: `/${defaultRootObject}` } : request;
}

/** Where grants are asked for, the signing parameters are neither in the cache key nor shown to the origin. */
function withoutGrant({ trustedKeys }: Behavior, request: ViewerRequest): ViewerRequest {
  return trustedKeys
    ? { ...request, query: request.query.filter(({ name }) => !isSigningParameter(name)) }
    : request;
}

function createSender({ distribution, accountId }: EdgeContext): Sender {
  return {
    principal: {
      kind: 'service',
      service: 'cloudfront.amazonaws.com',
      sourceArn: distribution.arn,
      sourceAccount: accountId,
    },
    via: `1.1 ${distribution.id.toLowerCase()}.cloudfront.net (CloudFront)`,
    requestId: randomBytes(42).toString('base64url'),
  };
}

async function withErrorPage(
  context: EdgeContext,
  response: Fetched,
  viewer: ViewerRequest,
  sender: Sender,
): Promise<Fetched> {
  const { distribution } = context;
  const custom = distribution.errorResponses.find(({ errorCode }) => errorCode === response.status);
  if (custom?.pagePath === undefined) return response;
  const request: ViewerRequest = { ...viewer, method: 'GET', path: custom.pagePath, query: [], headers: {} };
  const page = await fetchThroughCache(
    context,
    findBehavior(distribution.behaviors, request.path),
    request,
    sender,
  );
  const [used, unused] = page.status === 200 ? [page, response] : [response, page];
  if (!Buffer.isBuffer(unused.body)) unused.body.destroy();
  return { ...used, status: used === page ? (custom.responseCode ?? response.status) : response.status };
}
