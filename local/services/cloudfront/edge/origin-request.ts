import type { Behavior } from '../config/behavior.ts';
import type { OriginConfig } from '../config/origin.ts';
import { negotiateCoding } from '../cache/compression.ts';
import type { Principal } from '../../../runtime/principal.ts';
import type { OriginRequest } from '../../../runtime/runtime.ts';
import { queryText, type ViewerRequest } from './viewer-request.ts';

/** The CDN's own side of a request to an origin. */
export interface Sender {
  /** The distribution as a service principal, for origins behind an access control. */
  readonly principal: Principal;
  readonly via: string;
  readonly requestId: string;
}

/** Headers between two hops, and those that are set below: none of them is a policy's to pass on. */
const NOT_PASSED_ON: readonly string[] = [
  'accept-encoding',
  'connection',
  'content-length',
  'cookie',
  'expect',
  'host',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'if-unmodified-since',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'range',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'via',
  'x-amz-cf-id',
  'x-forwarded-for',
];

const RANGE = ['range', 'if-range'];
const CONDITIONS = ['if-none-match', 'if-modified-since', 'if-match', 'if-unmodified-since'];

/**
 * What the origin is asked. The viewer's signing parameters are no longer in `viewer`. Where responses are
 * kept, the conditions stay at the edge: an answer "not modified" would be nothing to keep.
 */
export function originRequest(
  viewer: ViewerRequest,
  behavior: Behavior,
  origin: OriginConfig,
  sender: Sender,
): OriginRequest {
  const { cachePolicy, originRequestPolicy } = behavior;
  const passes = (kind: 'headers' | 'cookies' | 'query') => (name: string) =>
    cachePolicy[kind](name) || originRequestPolicy[kind](name);
  const keeps = cachePolicy.maxTtl > 0;
  const always = keeps ? RANGE : [...RANGE, ...CONDITIONS];
  const passesHeader = passes('headers');
  const signs =
    origin.signing === 'always' || (origin.signing === 'no-override' && !('authorization' in viewer.headers));

  const headers: Record<string, string> = { 'user-agent': 'Amazon CloudFront' };
  for (const [name, value] of Object.entries(viewer.headers)) {
    if (name === 'authorization' && signs) continue;
    if (always.includes(name) || (passesHeader(name) && !NOT_PASSED_ON.includes(name))) headers[name] = value;
  }
  const cookies = viewer.cookies.filter(({ name }) => passes('cookies')(name));
  const coding = acceptedCoding(viewer, behavior, passesHeader);
  const forwardedFor = [viewer.headers['x-forwarded-for'], viewer.sourceIp].filter(Boolean).join(', ');
  return {
    method: viewer.method,
    path: `${origin.path}${viewer.path}`,
    query: queryText(viewer.query.filter(({ name }) => passes('query')(name))),
    headers: {
      ...headers,
      ...(cookies.length > 0 && { cookie: cookies.map(({ raw }) => raw).join('; ') }),
      ...(coding !== undefined && { 'accept-encoding': coding }),
      host: passesHeader('host') ? viewer.host : origin.domainName,
      via: sender.via,
      'x-amz-cf-id': sender.requestId,
      'x-forwarded-for': forwardedFor,
      ...origin.headers,
    },
    caller: signs ? sender.principal : { kind: 'anonymous' },
  };
}

function acceptedCoding(
  viewer: ViewerRequest,
  { cachePolicy }: Behavior,
  passesHeader: (name: string) => boolean,
): string | undefined {
  const accepted = viewer.headers['accept-encoding'];
  if (cachePolicy.gzip || cachePolicy.brotli) return negotiateCoding(accepted, cachePolicy);
  return passesHeader('accept-encoding') ? accepted : undefined;
}
