import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import { findBehavior, type Behavior } from '../config/behavior.ts';
import type { Distribution } from '../config/distribution.ts';
import { isSigningParameter } from '../grants/credential.ts';
import { verifyGrant } from '../grants/verify.ts';
import { applyResponseHeaders } from '../policies/apply.ts';
import { withServerTiming } from '../policies/server-timing.ts';
import { fetchThroughCache, type FetchContext } from './fetch.ts';
import type { Fetched } from './from-cache.ts';
import type { Sender } from './origin-request.ts';
import { POP } from './pop.ts';
import { EdgeError, methodNotAllowed } from './refusals.ts';
import type { ViewerRequest } from './viewer-request.ts';

export interface EdgeContext extends Omit<FetchContext, 'distribution'> {
  readonly accountId: string;
  /** The distribution that a host name means. Throws an `EdgeError` when there is none. */
  readonly find: (host: string) => Distribution;
}

export interface EdgeResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readable | Buffer;
  /** Who served it; absent when nobody was meant. */
  readonly distribution?: Distribution;
}

/** One viewer's request, step by step. Throws an `EdgeError` while it is not known which distribution is meant. */
export async function serve(edge: EdgeContext, request: ViewerRequest): Promise<EdgeResponse> {
  const began = performance.now();
  const distribution = edge.find(request.host);
  const context: FetchContext = { ...edge, distribution };
  const sender = createSender(distribution, edge.accountId);
  const viewer = withRootObject(distribution, request);
  const behavior = findBehavior(distribution.behaviors, viewer.path);
  const fetched = await answer(context, behavior, request, viewer, sender);
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
      server: 'CloudFront',
      ...withServerTiming(behavior.responseHeadersPolicy, headers, viewer.headers, {
        from: response.from,
        requestId: sender.requestId,
        originMs: response.originMs,
        totalMs: Math.round(performance.now() - began),
      }),
      'x-cache': response.status >= 400 ? 'Error from cloudfront' : `${response.from} from cloudfront`,
      via: sender.via,
      'x-amz-cf-pop': POP,
      'x-amz-cf-id': sender.requestId,
    },
    body: response.body,
    distribution,
  };
}

/** What the viewer may have, or what CloudFront says itself: to that the behaviour's headers and pages apply as well. */
async function answer(
  context: FetchContext,
  behavior: Behavior,
  request: ViewerRequest,
  viewer: ViewerRequest,
  sender: Sender,
): Promise<Fetched> {
  try {
    if (!behavior.allowedMethods.includes(viewer.method)) throw methodNotAllowed();
    if (behavior.trustedKeys) verifyGrant(request, behavior.trustedKeys, context.clock.now());
    return await fetchThroughCache(context, behavior, withoutGrant(behavior, viewer), sender);
  } catch (error) {
    if (!(error instanceof EdgeError)) throw error;
    return refused(error, sender.requestId);
  }
}

export function refused({ status, contentType, body }: EdgeError, requestId: string): Fetched {
  const text = Buffer.from(body(requestId));
  const headers = { 'content-type': contentType, 'content-length': String(text.length) };
  return { status, headers, body: text, from: 'Error' };
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

export const newRequestId = () => randomBytes(42).toString('base64url');

function createSender({ id, arn }: Distribution, accountId: string): Sender {
  return {
    principal: {
      kind: 'service',
      service: 'cloudfront.amazonaws.com',
      sourceArn: arn,
      sourceAccount: accountId,
    },
    via: `1.1 ${id.toLowerCase()}.cloudfront.net (CloudFront)`,
    requestId: newRequestId(),
  };
}

async function withErrorPage(
  context: FetchContext,
  response: Fetched,
  viewer: ViewerRequest,
  sender: Sender,
): Promise<Fetched> {
  const { distribution } = context;
  const custom = distribution.errorResponses.find(({ errorCode }) => errorCode === response.status);
  if (custom?.pagePath === undefined) return response;
  const request: ViewerRequest = { ...viewer, method: 'GET', path: custom.pagePath, query: [], headers: {} };
  const behavior = findBehavior(distribution.behaviors, request.path);
  const page = await fetchThroughCache(context, behavior, request, sender).catch((error: unknown) => {
    if (error instanceof EdgeError) return refused(error, sender.requestId);
    throw error;
  });
  const [used, unused] = page.status === 200 ? [page, response] : [response, page];
  if (!Buffer.isBuffer(unused.body)) unused.body.destroy();
  return { ...used, status: used === page ? (custom.responseCode ?? response.status) : response.status };
}
